-- The row: this year's general public budget spending on education, less last year's.
-- Last year's amount is taken from the newest return that holds it: this year's, otherwise the one in force a year ago.
WITH spending AS (
  SELECT area_code, year, amount, basis, document, 1 AS newer FROM finance
  WHERE item = 'budget_education' AND stage = 'all' AND year IN ($year - 1, $year)
  UNION ALL
  SELECT area_code, year, amount, basis, document, 0 AS newer FROM finance_year_before
  WHERE item = 'budget_education' AND stage = 'all' AND year = $year - 1
),
newest AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY area_code, year ORDER BY newer DESC) AS place FROM spending
)
SELECT
  this_year.area_code AS org,
  CAST(this_year.amount - last_year.amount AS DECIMAL(18, 4)) AS num,
  CAST(NULL AS BIGINT) AS den,
  this_year.year, this_year.amount, this_year.basis, this_year.document,
  this_year.basis NOT IN ('final', 'verified') AS estimated
FROM newest AS this_year
JOIN newest AS last_year
  ON last_year.area_code = this_year.area_code AND last_year.year = $year - 1 AND last_year.place = 1
JOIN areas ON areas.area_code = this_year.area_code AND areas.level = 'district'
WHERE this_year.year = $year
  AND this_year.place = 1
