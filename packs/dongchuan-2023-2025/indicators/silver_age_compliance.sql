-- A row: one re-hired teacher or principal of the year; counts when within the age limit in full years on the day of hire.
-- Of a person whose sex is not stated the limit is unknown: neither numerator nor denominator.
WITH hired AS (
  SELECT
    *,
    date_part('year', hired_on) - date_part('year', birth_date)
      - CASE
          WHEN date_part('month', birth_date) * 100 + date_part('day', birth_date)
             > date_part('month', hired_on) * 100 + date_part('day', hired_on) THEN 1
          ELSE 0
        END AS age,
    CASE sex WHEN '1' THEN $max_age_men WHEN '2' THEN $max_age_women END AS max_age
  FROM silver_teachers
  WHERE year = $year
)
SELECT
  school_code AS org,
  CASE WHEN age <= max_age THEN 1 WHEN age > max_age THEN 0 END AS num,
  CASE WHEN max_age IS NULL THEN NULL ELSE 1 END AS den,
  name, sex, birth_date, hired_on, kind
FROM hired
