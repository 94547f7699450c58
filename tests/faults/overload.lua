-- More than there is room for: a list of products in 8 kB, by wrk. Counts the answers by status.

local threads = {}

function setup(thread)
  thread:set("thread_number", #threads)
  table.insert(threads, thread)
end

function init(args)
  prefix, now = args[1], args[2]
  counter = 0
  answers = {}
  items = {}
  for n = 1, 8 do
    items[n] = string.format('{"item_id":"SKU-%d","item_name":"%s"}', n, string.rep("n", 900))
  end
  items = table.concat(items, ",")
end

function request()
  counter = counter + 1
  local body = string.format(
    '{"v":1,"site":"shop","page_load":"%s%04x%016x","sent_at":%s,"pages":[{"view":0,"url":"https://shop.example/"}],"events":[{"n":0,"at":%s,"view":0,"name":"page_view","params":{}},{"n":1,"at":%s,"view":0,"name":"view_item_list","params":{"items":[%s]}}]}',
    prefix, thread_number, counter, now, now, now, items)
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
