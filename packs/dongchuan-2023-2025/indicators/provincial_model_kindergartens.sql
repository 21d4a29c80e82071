-- A row: one kindergarten open on the day; it counts when its level is one of the three classes of grade one.
SELECT
  kindergartens.school_code AS org,
  CASE
    WHEN kindergartens.level IN ('1-1', '1-2', '1-3')
     AND (kindergartens.rated_on IS NULL OR kindergartens.rated_on <= $reference) THEN 1
    ELSE 0
  END AS num,
  CAST(NULL AS BIGINT) AS den,
  schools.name, kindergartens.level, kindergartens.rated_on, kindergartens.document
FROM kindergartens
JOIN schools ON schools.school_code = kindergartens.school_code
WHERE (schools.opened_on IS NULL OR schools.opened_on <= $reference)
  AND (schools.closed_on IS NULL OR schools.closed_on > $reference)
