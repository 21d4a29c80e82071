-- A row: one senior school and its latest grade by the day, as its place in the code list.
WITH ratings AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY school_code ORDER BY rated_on DESC) AS newest
  FROM school_ratings
  WHERE rating = 'senior_grade'
    AND rated_on <= $reference
)
SELECT
  school_code AS org,
  CASE grade
    WHEN '1-1' THEN 1 WHEN '1-2' THEN 2 WHEN '1-3' THEN 3
    WHEN '2-1' THEN 4 WHEN '2-2' THEN 5 WHEN '2-3' THEN 6
    WHEN '3' THEN 7 WHEN 'none' THEN 8
  END AS num,
  CAST(NULL AS BIGINT) AS den,
  grade, level, rated_on, document
FROM ratings
WHERE newest = 1
