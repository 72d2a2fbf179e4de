-- wrk -s requests.lua URL -- FILE BASE ["Header: value" …]
-- Posts the bodies of FILE, one a line, in turn; a line that starts with "hex:" stands for bytes. Each @N@ of a body becomes
-- a number above BASE that no other request of this run has. The last line printed is the outcome in JSON; times in microseconds.
local bodies = {}
local turn = 0
local number = 0

function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  number = tonumber(args[2] or "0")
  for i = 3, #args do
    local name, value = args[i]:match("^([^:]+): *(.*)$")
    wrk.headers[name] = value
  end
  for line in io.lines(args[1]) do
    if line:sub(1, 4) == "hex:" then
      line = line:sub(5):gsub("%x%x", function(byte) return string.char(tonumber(byte, 16)) end)
    end
    if line:find("@N@", 1, true) then
      local parts = {}
      local from = 1
      while true do
        local at, to = line:find("@N@", from, true)
        parts[#parts + 1] = line:sub(from, (at or 0) - 1)
        if not at then break end
        from = to + 1
      end
      bodies[#bodies + 1] = parts
    else
      bodies[#bodies + 1] = wrk.format(nil, nil, nil, line)
    end
  end
end

function request()
  turn = turn % #bodies + 1
  local body = bodies[turn]
  if type(body) == "string" then return body end
  number = number + 1
  return wrk.format(nil, nil, nil, table.concat(body, string.format("%.0f", number)))
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"micros":%d,"p50":%d,"p95":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    e.status, e.connect + e.read + e.write + e.timeout))
end
