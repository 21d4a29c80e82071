-- Users who wait a random while between requests; every answer must be as long as the page. Arguments: mean wait in ms, length.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  mean, length, wrong = tonumber(arguments[1]), tonumber(arguments[2]), 0
  -- Else both threads would wait the same whiles.
  math.randomseed(tonumber(tostring({}):match("0x(%x+)"), 16) % 2147483647)
end

function delay()
  return math.floor(-math.log(1 - math.random()) * mean)
end

function response(status, headers, body)
  if status ~= 200 or #body ~= length then wrong = wrong + 1 end
end

function done()
  local all = 0
  for _, thread in ipairs(threads) do all = all + thread:get("wrong") end
  print("Wrong answers: " .. all)
end
