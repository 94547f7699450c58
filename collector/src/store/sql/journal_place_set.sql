UPDATE journal_place SET applied_to = ?1
