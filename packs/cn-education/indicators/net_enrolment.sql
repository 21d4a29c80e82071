-- A row: one pupil of the stage (counts when of the proper age), or the residents of one area and age.
WITH pupils AS (
  SELECT
    school_code, name, grade, birth_date,
    date_part('year', $reference) - date_part('year', birth_date)
      - CASE
          WHEN date_part('month', birth_date) * 100 + date_part('day', birth_date)
             > date_part('month', $reference) * 100 + date_part('day', $reference) THEN 1
          ELSE 0
        END AS age
  FROM students
  WHERE grade BETWEEN $grade_from AND $grade_to
    AND roll_status IN ('present', 'away', 'home_teaching')
),
roll AS (
  SELECT COUNT(*) AS pupils FROM pupils
),
population AS (
  SELECT age_population.area_code, age_population.age, age_population.residents, age_population.basis, areas.level
  FROM age_population
  JOIN areas ON areas.area_code = age_population.area_code
  WHERE age_population.year = $year
    AND age_population.age BETWEEN $age_from AND $age_to
),
-- The townships where they are reported, otherwise the district: never both.
townships AS (
  SELECT COUNT(*) AS reported FROM population WHERE level = 'township'
)
SELECT
  school_code AS org,
  CASE WHEN age BETWEEN $age_from AND $age_to THEN 1 ELSE 0 END AS num,
  0 AS den,
  name, grade, birth_date, NULL AS age, NULL AS residents, NULL AS basis, FALSE AS estimated
FROM pupils
UNION ALL
SELECT area_code, 0, residents, NULL, NULL, NULL, age, residents, basis, basis IN ('survey', 'estimate')
FROM population
CROSS JOIN townships
CROSS JOIN roll
WHERE roll.pupils > 0
  AND level = CASE WHEN townships.reported > 0 THEN 'township' ELSE 'district' END
