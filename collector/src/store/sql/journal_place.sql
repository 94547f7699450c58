SELECT applied_to FROM journal_place
