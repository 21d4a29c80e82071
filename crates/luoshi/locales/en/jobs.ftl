# Background work.
jobs-title = Background work
jobs-lead = Files handed in are checked and imported in the background, one after another; pages are not held up by it.
jobs-started = The server began on { $value }.
jobs-left = { $count ->
    [one] { $count } piece of work was unfinished then and was begun anew.
   *[other] { $count } pieces of work were unfinished then and were begun anew.
}
jobs-left-none = Nothing was unfinished then.
jobs-under-way = Running and waiting
jobs-under-way-none = Nothing is running.
jobs-broken = Failed
jobs-broken-word = Failed
jobs-broken-lead = These files could not be checked. Whoever handed them in sees the same explanation, and cancels them or hands them in again.
jobs-open = To be decided by the sender
jobs-ended = Ended
jobs-ended-none = Nothing has ended yet.
jobs-created = Received
jobs-since = In this state since
jobs-far = Progress
jobs-rows = Rows read: { $value }
jobs-queue = Place in the queue: { $value }
jobs-stop = Cancel
refusal-upload-lost = The file "{ $file }" is no longer on the server and was not checked.
    .hint = Cancel it and upload the file again.
refusal-job-ended = This work has ended or somebody has accepted it; it cannot be cancelled.
    .hint = Reload the page to see how it stands.
