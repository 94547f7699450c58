UPDATE sign_in SET used_at_ms = :now_ms WHERE id = :id
