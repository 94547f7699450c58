SELECT notice.id, notice.rule, notice_target.kind, notice_target.address, notice.created_at_ms, notice.attempts,
    notice.next_at_ms, notice.sent_at_ms, notice.error
FROM notice JOIN notice_target ON notice_target.id = notice.target_id
WHERE notice.site_id = ?1 ORDER BY notice.id DESC LIMIT ?2
