-- A row: one teacher of an urban or strong school of compulsory education who is eligible to rotate, or who rotated this year.
-- Who rotated counts in both, once, at the school that sent the teacher.
WITH sending_schools AS (
  SELECT school_code
  FROM schools
  WHERE urban_rural IN ('111', '112', '121', '122')
     OR quality_school
),
postings AS (
  SELECT
    teacher_postings.person, teacher_postings.name, teacher_postings.from_school_code,
    teacher_postings.school_code AS to_school_code, teacher_postings.started_on,
    ROW_NUMBER() OVER (PARTITION BY teacher_postings.person ORDER BY teacher_postings.started_on, teacher_postings.school_code) AS first
  FROM teacher_postings
  JOIN sending_schools ON sending_schools.school_code = teacher_postings.from_school_code
  WHERE teacher_postings.kind = 'rotation'
    AND date_part('year', teacher_postings.started_on) = $year
    AND teacher_postings.started_on <= $reference
),
rotated AS (
  SELECT * FROM postings WHERE first = 1
),
serving AS (
  SELECT
    teachers.person, teachers.name, teachers.school_code, teachers.school_since,
    date_part('year', $reference) - date_part('year', teachers.school_since)
      - CASE
          WHEN date_part('month', teachers.school_since) * 100 + date_part('day', teachers.school_since)
             > date_part('month', $reference) * 100 + date_part('day', $reference) THEN 1
          ELSE 0
        END AS years_at_school
  FROM teachers
  JOIN sending_schools ON sending_schools.school_code = teachers.school_code
  WHERE teachers.staff_kind = 'teacher'
    AND teachers.employment = 'established'
    AND teachers.stage IN ('primary', 'junior')
    AND COALESCE(teachers.rotation_exemption, 'none') = 'none'
),
waiting AS (
  SELECT serving.*
  FROM serving
  LEFT JOIN rotated ON rotated.person = serving.person
  WHERE rotated.person IS NULL
    AND serving.years_at_school >= $years_at_school
)
SELECT from_school_code AS org, 1 AS num, 1 AS den, name, to_school_code AS school_code, started_on, NULL AS school_since
FROM rotated
UNION ALL
SELECT school_code, 0, 1, name, school_code, NULL, school_since
FROM waiting
