-- A row: one kindergarten (or school with preschool classes) and its children.
-- $inclusive_private = 1 counts recognised inclusive private kindergartens too, 0 counts public ones only.
WITH children AS (
  SELECT school_code, COUNT(*) AS children
  FROM students
  WHERE stage = 'preschool'
    AND roll_status IN ('present', 'away', 'home_teaching')
  GROUP BY school_code
)
SELECT
  children.school_code AS org,
  CASE
    WHEN schools.ownership NOT IN ('private', 'sino_foreign') THEN children.children
    WHEN $inclusive_private = 1
     AND kindergartens.inclusive
     AND (kindergartens.inclusive_until IS NULL OR kindergartens.inclusive_until >= $reference) THEN children.children
    ELSE 0
  END AS num,
  children.children AS den,
  children.children AS persons,
  schools.school_code, schools.ownership, kindergartens.inclusive, kindergartens.inclusive_until
FROM children
JOIN schools ON schools.school_code = children.school_code
LEFT JOIN kindergartens ON kindergartens.school_code = children.school_code
