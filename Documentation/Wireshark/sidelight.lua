-- Dissects Sidelight's frames in exported traces: a zero byte, four bytes of length, protobuf.
--
--   tshark -X lua_script:Documentation/Wireshark/sidelight.lua \
--     -o 'uat:protobuf_search_paths:"Sources/Wire","TRUE"' -r quickstart.pcapng
--
-- In Wireshark, copy this file to the personal Lua plugins folder and name the folder of
-- sidelight.proto under Preferences > Protocols > Protobuf > Protobuf search paths.

local server_port = 50051
local prefix_length = 5

local sidelight = Proto("sidelight", "Sidelight")
sidelight.fields.flag = ProtoField.uint8("sidelight.flag", "Compression flag")
sidelight.fields.length = ProtoField.uint32("sidelight.length", "Message length")
sidelight.fields.kind = ProtoField.string("sidelight.kind", "Kind")

local kinds = {
  device = { [1] = "hello", [2] = "samples", [3] = "goodbye" },
  server = { [1] = "acknowledgement", [2] = "resend", [3] = "progress", [4] = "side-network" },
}

local function frame_length(buffer, _, offset)
  return prefix_length + buffer(offset + 1, 4):uint()
end

local function dissect_frame(buffer, pinfo, tree)
  local from_device = pinfo.dst_port == server_port
  local subtree = tree:add(sidelight, buffer())
  subtree:add(sidelight.fields.flag, buffer(0, 1))
  subtree:add(sidelight.fields.length, buffer(1, 4))
  if buffer:len() > prefix_length then
    local number = math.floor(buffer(prefix_length, 1):uint() / 8)
    local names = from_device and kinds.device or kinds.server
    local kind = names[number] or ("kind " .. number)
    subtree:add(sidelight.fields.kind, buffer(prefix_length, 1), kind)
    pinfo.cols.info:append(" " .. kind)
    local message = from_device and "DeviceMessage" or "ServerMessage"
    pinfo.private["pb_msg_type"] = "message,sidelight.v1." .. message
    Dissector.get("protobuf"):call(buffer(prefix_length):tvb(), pinfo, subtree)
  end
  return buffer:len()
end

function sidelight.dissector(buffer, pinfo, tree)
  pinfo.cols.protocol = "Sidelight"
  pinfo.cols.info = ""
  dissect_tcp_pdus(buffer, tree, prefix_length, frame_length, dissect_frame)
  return buffer:len()
end

DissectorTable.get("tcp.port"):add(server_port, sidelight)
