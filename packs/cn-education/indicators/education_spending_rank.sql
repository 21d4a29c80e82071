-- The row: spending on education and its rank among the heads of general public budget spending.
-- With fewer than $least_heads heads the return is incomplete and there is no rank.
WITH heads AS (
  SELECT
    finance.*,
    RANK() OVER (PARTITION BY finance.area_code ORDER BY finance.amount DESC) AS place,
    COUNT(*) OVER (PARTITION BY finance.area_code) AS heads
  FROM finance
  JOIN areas ON areas.area_code = finance.area_code AND areas.level = 'district'
  WHERE finance.year = $year
    AND finance.stage = 'all'
    AND finance.item BETWEEN '201' AND '239'
)
SELECT area_code AS org, CAST(place AS BIGINT) AS num, CAST(NULL AS BIGINT) AS den, year, item, amount, basis, document,
  basis NOT IN ('final', 'verified') AS estimated
FROM heads
WHERE item = '205'
  AND heads >= $least_heads
