-- A row: the money that the budget of the district set aside in the year to reward quality of education.
SELECT
  finance.area_code AS org, finance.amount AS num, CAST(NULL AS BIGINT) AS den,
  finance.year, finance.item, finance.amount, finance.basis, finance.document
FROM finance
JOIN areas ON areas.area_code = finance.area_code AND areas.level = 'district'
WHERE finance.year = $year
  AND finance.stage = 'all'
  AND finance.item = 'incentive_fund'
