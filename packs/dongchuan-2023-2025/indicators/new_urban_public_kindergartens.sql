-- A row: one public kindergarten in the urban area; counts when opened during the plan, still open, with at least $least_seats places.
SELECT
  kindergartens.school_code AS org,
  CASE
    WHEN schools.opened_on >= CAST($opened_from AS DATE)
     AND schools.opened_on <= $reference
     AND (schools.closed_on IS NULL OR schools.closed_on > $reference)
     AND kindergartens.seats >= $least_seats THEN 1
    ELSE 0
  END AS num,
  CAST(NULL AS BIGINT) AS den,
  schools.name, schools.urban_rural, schools.opened_on, kindergartens.seats
FROM kindergartens
JOIN schools ON schools.school_code = kindergartens.school_code
WHERE schools.ownership NOT IN ('private', 'sino_foreign')
  AND schools.urban_rural IN ('111', '112')
