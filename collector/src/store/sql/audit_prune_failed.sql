DELETE FROM audit WHERE id <= (SELECT id FROM audit WHERE action = 'sign_in_failed' ORDER BY id DESC LIMIT 1 OFFSET :kept)
    AND action = 'sign_in_failed'
