UPDATE page_load SET seen = :seen, received_at_ms = max(received_at_ms, :received_at_ms) WHERE id = :id
