command-demo = Make a fictitious district: write its workbooks, import them, compute, show where every target stands
argument-demo-scale = How many copies of the district (for benchmarks; default 1)
argument-demo-story-seed = Random seed: the same seed gives the same data
argument-demo-no-serve = Do not start the site (there is none in this version)
argument-demo-workbooks-only = Write the workbooks without importing them
argument-demo-only = Write only these datasets, or workbooks of this file name without ending; may be repeated
demo-actor = demo importer
demo-writing = Writing the demo workbooks to { $folder }
demo-written = { $count } demo workbooks written.
demo-importing = Importing { $number }/{ $count }: { $file }
demo-refused = Refused: { $file } ({ $problems })
demo-notice = [SYNTHETIC DATA, FOR DEMONSTRATION ONLY] Schools, people and figures below are made up; as of { $date }.
demo-label = [SYNTHETIC DATA, FOR DEMONSTRATION ONLY] This folder was made by luoshi demo; its schools, people and figures are made up and must not be mixed with real data.
demo-computing = Computing the figures and judging the targets …
demo-next = Demo workspace: { $dir }. Try next: luoshi explain gaokao_first_line --dir { $dir } --period 2024, luoshi plan check, luoshi template students -o students.xlsx.

demo-person-administrator = Zhou (administrator)
demo-person-planner = Li (planner)
demo-person-liaison = Wang (liaison)
demo-person-clerk = Zhao (clerk)
demo-person-township = Sun (township)
demo-person-inspector = Qian (inspector)
demo-person-leader = Wu (leader)
demo-person-auditor = Zheng (auditor)
demo-people = Sign in with one of these names; the password of all is { $password }
    { $logins }
