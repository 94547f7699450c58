-- Shoppers, for wrk. Arguments: events in a batch, the page loads' first 12 hex digits.
-- Every request is a page load of its own and every order has an id of its own, so nothing counts as a copy.

local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds; long micros; } footfall_time; int gettimeofday(footfall_time *now, void *zone);")
local clock = ffi.new("footfall_time")

-- A busy shop at its peak. With 50,000, more sessions begin and more pages of the database change with each commit: about a
-- fifth fewer events/s.
local VISITORS = 10000

local threads = 0

function setup(thread)
  thread:set("thread_number", threads)
  threads = threads + 1
end

function init(args)
  batch_events = tonumber(args[1])
  prefix = args[2]
  counter = 0
  math.randomseed(os.time() + thread_number * 7919)
end

local function line()
  local id = math.random(1, 500)
  return string.format('{"currency":"EUR","value":"19.90","items":[{"item_id":"SKU-%04d","item_name":"Product number %d","item_category":"Lamps","price":"19.90","quantity":2}]}', id, id)
end

-- What happens on a page, with how often.
local function kind(n)
  local dice = math.random(100)
  if n == 0 and (batch_events > 1 or dice <= 55) then return "page_view", "{}" end
  if dice <= 65 then return "user_engagement", '{"engaged_ms":1500,"scroll_percent":60}' end
  if dice <= 88 then return "view_item", line() end
  if dice <= 95 then return "add_to_cart", line() end
  if dice <= 98 then return "begin_checkout", line() end
  return "purchase", nil
end

function request()
  counter = counter + 1
  ffi.C.gettimeofday(clock, nil)
  local now = string.format("%d%03d", tonumber(clock.seconds), math.floor(tonumber(clock.micros) / 1000))
  local events = {}
  for n = 0, batch_events - 1 do
    local name, params = kind(n)
    if name == "purchase" then
      params = string.format('{"transaction_id":"T-%s-%d-%d-%d",%s', prefix, thread_number, counter, n, line():sub(2))
    end
    events[n + 1] = string.format('{"n":%d,"at":%s,"view":0,"name":"%s","params":%s}', n, now, name, params)
  end
  local body = string.format(
    '{"v":1,"site":"shop","page_load":"%s%04x%016x","sent_at":%s,"time_zone":"Europe/Paris","dropped":0,"pages":[{"view":0,"url":"https://shop.example/product/%d","title":"Product","referrer":"https://shop.example/"}],"events":[%s]}',
    prefix, thread_number, counter, now, math.random(1, 300), table.concat(events, ","))
  local headers = {
    ["content-type"] = "text/plain;charset=UTF-8",
    ["origin"] = "https://shop.example",
    ["user-agent"] = string.format("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36 shopper-%d", math.random(1, VISITORS)),
  }
  return wrk.format("POST", "/v1/events", headers, body)
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
