-- A row: one junior school's cohort that entered three years ago and graduates this year.
SELECT
  school_code AS org,
  graduates - transfers_in + transfers_out AS num,
  entrants - deaths AS den,
  entry_year, entrants, transfers_in, transfers_out, deaths, graduates
FROM cohorts
WHERE stage = 'junior'
  AND year = $year
  AND entry_year = $year - 3
