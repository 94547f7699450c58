SELECT notice.id, notice.rule, notice.body, notice.attempts, notice_target.kind, notice_target.address, notice_target.nonce
FROM notice JOIN notice_target ON notice_target.id = notice.target_id
WHERE notice.next_at_ms <= ?1 ORDER BY notice.next_at_ms LIMIT ?2
