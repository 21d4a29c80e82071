-- A row: one kindergarten: its public places on the day, less those when the plan began ($baseline).
-- A kindergarten that existed then, or exists now, but is not in the return has no figure.
WITH kindergartens_now AS (
  SELECT
    schools.school_code, schools.name, schools.ownership, schools.opened_on, schools.closed_on, kindergartens.seats,
    CASE
      WHEN schools.closed_on <= $reference THEN 0
      WHEN schools.ownership IN ('private', 'sino_foreign') THEN 0
      ELSE kindergartens.seats
    END AS public_seats
  FROM schools
  LEFT JOIN kindergartens ON kindergartens.school_code = schools.school_code
  WHERE schools.school_type = '111'
    AND (schools.opened_on IS NULL OR schools.opened_on <= $reference)
),
kindergartens_then AS (
  SELECT
    schools_before.school_code,
    CASE
      WHEN schools_before.closed_on <= CAST($baseline AS DATE) THEN 0
      WHEN schools_before.ownership IN ('private', 'sino_foreign') THEN 0
      ELSE kindergartens_before.seats
    END AS public_seats
  FROM schools_before
  LEFT JOIN kindergartens_before ON kindergartens_before.school_code = schools_before.school_code
  WHERE schools_before.school_type = '111'
    AND (schools_before.opened_on IS NULL OR schools_before.opened_on <= CAST($baseline AS DATE))
),
compared AS (
  SELECT
    COALESCE(kindergartens_now.school_code, kindergartens_then.school_code) AS school_code,
    kindergartens_now.name, kindergartens_now.ownership, kindergartens_now.opened_on, kindergartens_now.closed_on, kindergartens_now.seats,
    CASE WHEN kindergartens_now.school_code IS NULL THEN 0 ELSE kindergartens_now.public_seats END AS seats_now,
    CASE
      WHEN kindergartens_then.school_code IS NOT NULL THEN kindergartens_then.public_seats
      WHEN kindergartens_now.opened_on > CAST($baseline AS DATE) THEN 0
    END AS seats_before
  FROM kindergartens_now
  FULL OUTER JOIN kindergartens_then ON kindergartens_then.school_code = kindergartens_now.school_code
)
SELECT
  school_code AS org,
  seats_now - seats_before AS num,
  CAST(NULL AS BIGINT) AS den,
  name, ownership, opened_on, closed_on, seats
FROM compared
