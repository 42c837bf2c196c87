-- One request per call, from BODY or REQPATH, in which @N@ is a number below SPAN, or one that never repeats without SPAN.
wrk.method = os.getenv("METHOD") or "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN")
local body, path = os.getenv("BODY") or "", os.getenv("REQPATH")
local span, pad = tonumber(os.getenv("SPAN") or "0"), os.getenv("PAD") or "%d"
local counter, threads = tonumber(os.getenv("START") or "0"), 0
function setup(thread) thread:set("tid", threads); threads = threads + 1 end
function init() math.randomseed(1234 + tid) end
function request()
  counter = counter + 1
  local n = string.format(pad, span > 0 and math.random(0, span - 1) or tid * 10000000 + counter)
  return wrk.format(nil, path, nil, (string.gsub(body, "@N@", n)))
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %.1f %.2f %.2f %d\n", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, e.status + e.connect + e.read + e.write + e.timeout))
end
