-- A row: one recognition; it counts when of the kind asked for, given by the day, still valid, and the person's first such.
WITH recognitions AS (
  SELECT
    *,
    CASE
      WHEN kind = $kind
       AND awarded_on <= $reference
       AND (ended_on IS NULL OR ended_on >= $reference) THEN 1
      ELSE 0
    END AS valid
  FROM backbone_staff
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY person, kind, valid ORDER BY awarded_on, level, school_code) AS first
  FROM recognitions
)
SELECT
  school_code AS org,
  CASE WHEN valid = 1 AND first = 1 THEN 1 ELSE 0 END AS num,
  CAST(NULL AS BIGINT) AS den,
  name, kind, level, title, awarded_on, ended_on, document
FROM numbered
