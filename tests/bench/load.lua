-- Shoppers, for wrk. Arguments: events in a batch, a number of this run, how long each connection pauses between two
-- requests (ms; half as much to half as much again).
-- A request that begins with a page view is a page load of its own; what else somebody does happens on the page that they
-- loaded last. Every event of a page load and every order has a number of its own, so nothing counts as a copy.

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
  run = args[2]
  pause_ms = tonumber(args[3])
  counter = 0
  -- Of each visitor the last page load: when, which request of this thread, its next event, its page view. (Arrays of C:
  -- with 10,000 tables, collecting garbage would cost as much as all else here.)
  began_ms, began_by = ffi.new("double[?]", VISITORS + 1), ffi.new("double[?]", VISITORS + 1)
  next_n, views = ffi.new("int[?]", VISITORS + 1), ffi.new("int[?]", VISITORS + 1)
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
    return name, string.format('{"transaction_id":"T-%s-%d-%d-%d","currency":"EUR","value":"59.97","tax":"9.58","shipping":"4.90","coupon":"WELCOME10","items":[%s,%s]}', run, thread_number, counter, n, item(), item())
  end
  return name, string.format('{"currency":"EUR","value":"59.97","items":[%s]}', item())
end

function request()
  counter = counter + 1
  ffi.C.gettimeofday(clock, nil)
  local now_ms = tonumber(clock.seconds) * 1000 + math.floor(tonumber(clock.micros) / 1000)
  local now = string.format("%d", now_ms)
  local visitor = math.random(1, VISITORS)
  -- 70 % page views.
  local is_view = math.random(100) <= 70
  if is_view or began_by[visitor] == 0 then
    began_ms[visitor], began_by[visitor], next_n[visitor], views[visitor] = now_ms, counter, 0, 0
  end
  local events, pages = {}, {}
  for place = 1, batch_events do
    local n, name, params = next_n[visitor]
    if is_view then
      name, params, views[visitor] = "page_view", "{}", n
    else
      name, params = commerce(n)
    end
    if place == 1 or is_view then
      pages[#pages + 1] = string.format('{"view":%d,"url":"https://shop.example/product/%d","title":"Product","referrer":"https://shop.example/"}', views[visitor], math.random(1, 300))
    end
    events[place] = string.format('{"n":%d,"at":%s,"view":%d,"name":"%s","params":%s}', n, now, views[visitor], name, params)
    next_n[visitor] = n + 1
    is_view = math.random(100) <= 70
  end
  local body = string.format(
    '{"v":1,"site":"shop","page_load":"%012x%04x%016x","sent_at":%s,"time_zone":"Europe/Paris","pages":[%s],"events":[%s]}',
    began_ms[visitor], thread_number, began_by[visitor], now, table.concat(pages, ","), table.concat(events, ","))
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
