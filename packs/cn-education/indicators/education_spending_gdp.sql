-- A row: one amount of the year: public education funds (numerator) or gross domestic product (denominator). Both must be reported.
WITH items AS (
  SELECT finance.*
  FROM finance
  JOIN areas ON areas.area_code = finance.area_code AND areas.level = 'district'
  WHERE finance.year = $year
    AND finance.stage = 'all'
    AND finance.item IN ('fiscal_education', 'gdp')
),
complete AS (
  SELECT area_code FROM items GROUP BY area_code HAVING COUNT(*) = 2
)
SELECT
  items.area_code AS org,
  CAST(CASE WHEN items.item = 'fiscal_education' THEN items.amount ELSE 0 END AS DECIMAL(18, 4)) AS num,
  CAST(CASE WHEN items.item = 'gdp' THEN items.amount ELSE 0 END AS DECIMAL(18, 4)) AS den,
  items.year, items.item, items.amount, items.basis, items.document,
  items.basis NOT IN ('final', 'verified') AS estimated
FROM items
JOIN complete ON complete.area_code = items.area_code
