-- The requests of .ci/load in turn, each answer held against the one that it got before the run.
-- WORK names the folder of requests and answers. Each thread has one connection and its private state.

local threads = {}

-- In wrk's own state, for each thread.
function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

local function read(name)
  local file = assert(io.open(name, "rb"))
  local content = file:read("*a")
  file:close()
  return content
end

-- What differs from answer to answer: the id of the request, and when a link was signed.
local function lasting(text)
  return (text:gsub('"request_id":"[^"]*"', "")
    :gsub('expires_at":"[^"]*"', "")
    :gsub("X%-Amz%-Date=[0-9TZ]*", "")
    :gsub("X%-Amz%-Credential=[^&]*", "")
    :gsub("X%-Amz%-Signature=[0-9a-f]*", ""))
end

local function lower(headers)
  local all = {}
  for name, value in pairs(headers) do
    all[name:lower()] = value
  end
  return all
end

-- What an answer is held against: whole, but for links inside gzip, where the tag stands for the content.
local function kept(status, headers, body)
  local told = headers["etag"] or ""
  if headers["content-encoding"] == "gzip" then
    if not headers["etag"] then return nil end
    body = body:sub(1, 2)
  end
  return table.concat({
    status, told, headers["content-type"] or "", headers["content-encoding"] or "", headers["retry-after"] or "",
    lasting(headers["location"] or ""), lasting(body)
  }, "\n")
end

local mix = {}
local current
wrong = 0

function init()
  local work = os.getenv("WORK")
  local index = 1
  while true do
    local name = string.format("%s/request-%02d", work, index)
    local file = io.open(name, "rb")
    if not file then break end
    local path = file:read("*l")
    local headers = {}
    for line in file:lines() do
      local key, value = line:match("^([^:]+): (.*)$")
      headers[key] = value
    end
    file:close()
    local answered = {}
    for key, value in read(name .. ".head"):gmatch("([^\r\n:]*): ([^\r\n]*)") do
      answered[key:lower()] = value
    end
    mix[index] = {
      path = path,
      request = wrk.format("GET", path, headers),
      expected = kept(tonumber(read(name .. ".status")), answered, read(name .. ".body"))
    }
    index = index + 1
  end
  assert(#mix > 0, "There are no requests")
  -- Threads start at different places, so that different requests meet.
  current = number * 7 % #mix
end

function request()
  current = current % #mix + 1
  return mix[current].request
end

function response(status, headers, body)
  local asked = mix[current]
  local all = lower(headers)
  local id = body:match('"request_id":"([^"]*)"')
  if kept(status, all, body) ~= asked.expected or (id and id ~= all["x-request-id"]) then
    wrong = wrong + 1
    if wrong <= 3 then
      io.stderr:write("Wrong answer to ", asked.path, ": status ", status, ", ", #body, " bytes\n")
    end
  end
end

-- In wrk's own state again.
function done(summary, latency)
  local all = 0
  for _, thread in ipairs(threads) do
    all = all + thread:get("wrong")
  end
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    "load: %d requests in %.0f s, %.0f a second; half within %.1f ms, 99 of 100 within %.1f ms, all within %.1f ms\n",
    summary.requests, summary.duration / 1e6, summary.requests * 1e6 / summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
  io.write(string.format("load: wrong answers: %d, lost: %d\n", all, lost))
  if all + lost > 0 or summary.requests == 0 then
    os.exit(1)
  end
end
