DELETE FROM audit WHERE id <= :last_id - :kept
