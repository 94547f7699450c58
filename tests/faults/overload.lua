-- More than there is room for: batches of 100 events in 20 kB, by wrk. Counts the answers by status.

local threads = {}

function setup(thread)
  thread:set("thread_number", #threads)
  table.insert(threads, thread)
end

function init(args)
  prefix, now = args[1], args[2]
  counter = 0
  answers = {}
  seen = {}
  for n = 1, 99 do
    seen[n] = string.format(
      '{"n":%d,"at":%s,"view":0,"name":"view_item","params":{"currency":"EUR","items":[{"item_id":"SKU-%04d","item_name":"Product number %d","item_category":"Lamps","price":"19.90"}]}}',
      n, now, n, n)
  end
  seen = table.concat(seen, ",")
end

function request()
  counter = counter + 1
  local body = string.format(
    '{"v":1,"site":"shop","page_load":"%s%04x%016x","sent_at":%s,"pages":[{"view":0,"url":"https://shop.example/"}],"events":[{"n":0,"at":%s,"view":0,"name":"page_view","params":{}},%s]}',
    prefix, thread_number, counter, now, now, seen)
  return wrk.format("POST", "/v1/events", { ["origin"] = "https://shop.example" }, body)
end

function response(status)
  answers[status] = (answers[status] or 0) + 1
end

function done(summary)
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("answers")) do
      print(string.format("ANSWERS %d %d", status, count))
    end
  end
  local errors = summary.errors
  print(string.format("BROKEN %d", errors.connect + errors.read + errors.write + errors.timeout))
end
