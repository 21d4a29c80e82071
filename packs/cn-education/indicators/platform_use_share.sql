-- A row: one school and month: active teachers (numerator) and full-time teachers (denominator): a mean over the months reported.
WITH full_time AS (
  SELECT school_code, COUNT(*) AS teachers
  FROM teachers
  WHERE staff_kind = 'teacher'
  GROUP BY school_code
)
SELECT
  platform_use.school_code AS org,
  platform_use.teachers_active AS num,
  full_time.teachers AS den,
  platform_use.school_code, platform_use.month, platform_use.teachers_active, platform_use.teachers_registered
FROM platform_use
JOIN full_time ON full_time.school_code = platform_use.school_code
WHERE platform_use.platform = 'national_smart'
  AND platform_use.year = $year
