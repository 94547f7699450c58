-- Shoppers, for wrk. Arguments: events in a batch, the page loads' first 12 hex digits, how long each connection pauses
-- between two requests (ms; half as much to half as much again).
-- Every request is a page load of its own and every order has an id of its own, so nothing counts as a copy.

local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds; long micros; } footfall_time; int gettimeofday(footfall_time *now, void *zone);")
local clock = ffi.new("footfall_time")

-- A busy shop at its peak.
local VISITORS = 10000

local threads = 0

function setup(thread)
  thread:set("thread_number", threads)
  threads = threads + 1
end

function init(args)
  batch_events = tonumber(args[1])
  prefix = args[2]
  pause_ms = tonumber(args[3])
  counter = 0
  math.randomseed(os.time() + thread_number * 7919)
end

-- Only while one is asked for: without it, wrk sends as soon as it may.
function delay()
  return pause_ms > 0 and math.floor(pause_ms * (0.5 + math.random())) or 0
end

-- Items as in the golden payloads (tests/wire/).
local function item()
  local id = math.random(1, 500)
  return string.format('{"item_id":"SKU-%04d","item_name":"Product number %d","price":"19.99","quantity":3,"discount":"2.00","item_variant":"Brass","item_brand":"Lux"}', id, id)
end

local function commerce(n)
  local dice = math.random(100)
  local name = dice <= 60 and "view_item" or dice <= 85 and "add_to_cart" or dice <= 93 and "begin_checkout" or "purchase"
  if name == "purchase" then
    return name, string.format('{"transaction_id":"T-%s-%d-%d-%d","currency":"EUR","value":"59.97","tax":"9.58","shipping":"4.90","coupon":"WELCOME10","items":[%s,%s]}', prefix, thread_number, counter, n, item(), item())
  end
  return name, string.format('{"currency":"EUR","value":"59.97","items":[%s]}', item())
end

function request()
  counter = counter + 1
  ffi.C.gettimeofday(clock, nil)
  local now = string.format("%d%03d", tonumber(clock.seconds), math.floor(tonumber(clock.micros) / 1000))
  local events, pages, view = {}, {}, 0
  for n = 0, batch_events - 1 do
    local name, params
    -- 70 % page views.
    if math.random(100) <= 70 then
      name, params, view = "page_view", "{}", n
    else
      name, params = commerce(n)
    end
    if n == 0 or name == "page_view" then
      pages[#pages + 1] = string.format('{"view":%d,"url":"https://shop.example/product/%d","title":"Product","referrer":"https://shop.example/"}', view, math.random(1, 300))
    end
    events[n + 1] = string.format('{"n":%d,"at":%s,"view":%d,"name":"%s","params":%s}', n, now, view, name, params)
  end
  local body = string.format(
    '{"v":1,"site":"shop","page_load":"%s%04x%016x","sent_at":%s,"time_zone":"Europe/Paris","pages":[%s],"events":[%s]}',
    prefix, thread_number, counter, now, table.concat(pages, ","), table.concat(events, ","))
  local visitor = math.random(1, VISITORS)
  local headers = {
    ["content-type"] = "text/plain;charset=UTF-8",
    ["origin"] = "https://shop.example",
    ["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    -- What the trusted proxy says.
    ["x-forwarded-for"] = string.format("10.%d.%d.%d", visitor / 65536, visitor / 256 % 256, visitor % 256),
  }
  return wrk.format("POST", "/v1/events", headers, body)
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
