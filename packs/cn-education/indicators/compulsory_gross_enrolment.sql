-- A row: one pupil of grades 1 to 9 (adds to the numerator), or one child of compulsory age (adds to the denominator).
WITH children AS (
  SELECT area_code, standing
  FROM reconciled_children
  WHERE school_year = $year
    AND standing NOT IN ('moved', 'died', 'registered_twice')
),
pupils AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY COALESCE(person, roll) ORDER BY school_code, class_code) AS first
  FROM students
  WHERE grade BETWEEN '11' AND '23'
    AND roll_status IN ('present', 'away', 'home_teaching')
),
-- Without a reconciliation of the school year there is no figure.
compared AS (
  SELECT COUNT(*) AS children FROM children
)
SELECT school_code AS org, 1 AS num, 0 AS den, name, grade, NULL AS standing
FROM pupils
CROSS JOIN compared
WHERE first = 1
  AND compared.children > 0
UNION ALL
SELECT area_code, 0, 1, NULL, NULL, standing
FROM children
