-- What the network's records say was used.

-- name: usage_add
INSERT INTO usage (part, line, at, kind, direction, peer, sp, seconds, up_kb, down_kb, size_kb, fee, area, visitor, apn, url,
	order_channel, state, seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: usage_of
-- yields: ittttiiiiititttti
SELECT at, kind, direction, peer, sp, seconds, up_kb, down_kb, size_kb, fee, area, visitor, apn, url, order_channel, state,
	seq
FROM usage WHERE part = $1 AND line = $2 AND at >= $3 AND at < $4 ORDER BY at, kind, direction, peer, sp;

-- name: usage_closed
-- Whether the close of a month has come by a line, as its part's mark says, or its own bill where the mark was held. 0: no.
-- yields: i
SELECT (SELECT count(*) FROM month_run WHERE part = $1 AND month = $2 AND phase = 2 AND (done = 1 OR upto >= $3))
	+ (SELECT count(*) FROM bill b JOIN operation o ON o.part = b.part AND o.seq = b.seq
		WHERE b.part = $1 AND b.line = $3 AND b.month = $2 AND b.item <> 'advance' AND o.source = 'cm-bill run');

-- name: usage_rated
UPDATE usage SET state = 'rated' WHERE part = $1 AND line = $2 AND at >= $3 AND at < $4 AND state = 'received';

-- name: usage_rerated
-- One record was paid back; once.
UPDATE usage SET state = 'rerated'
WHERE part = $1 AND line = $2 AND at = $3 AND kind = $4 AND direction = $5 AND peer = $6 AND sp = $7 AND state <> 'rerated';
