// Single TCP uploads in ns-3.37, one for each line of standard input:
//
//     bytes bits-per-second delay-ns queue-packets loss control run
//
// `control` is reno or cubic; `run` selects the random numbers. Prints the line again, followed by
// seconds from connect to the last byte in order, data packets sent, retransmissions, wall seconds.
// With the argument `trace`, every change of the congestion window goes to standard error.
//
// Debian 12:  apt-get install libns3-dev
//   g++ -O2 -std=c++17 ns3_uploads.cc -o ns3_uploads -lns3-core -lns3-network -lns3-internet
//     -lns3-point-to-point -lns3-applications -lns3-traffic-control
#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

using namespace ns3;

namespace
{

struct Upload
{
    uint64_t bytes = 0;
    uint64_t bitsPerSecond = 0;
    uint64_t delay = 0;
    uint32_t queue = 0;
    double loss = 0;
    std::string control;
    uint32_t run = 1;
};

struct Outcome
{
    uint64_t received = 0;
    uint64_t target = 0;
    double seconds = -1;
    uint64_t dataPackets = 0;
    uint64_t repeated = 0;
    SequenceNumber32 highest{0};
};

Outcome outcome;
bool tracing = false;

void
OnReceived(Ptr<const Packet> packet, const Address&)
{
    outcome.received += packet->GetSize();
    if (outcome.received >= outcome.target && outcome.seconds < 0)
    {
        outcome.seconds = Simulator::Now().GetSeconds();
        Simulator::Stop();
    }
}

void
OnSent(Ptr<const Packet> packet, const TcpHeader& header, Ptr<const TcpSocketBase>)
{
    if (packet->GetSize() == 0)
    {
        return;
    }
    ++outcome.dataPackets;
    const SequenceNumber32 end = header.GetSequenceNumber() + packet->GetSize();
    if (outcome.highest < end)
    {
        outcome.highest = end;
    }
    else
    {
        ++outcome.repeated;
    }
}

void
OnWindow(uint32_t, uint32_t window)
{
    fprintf(stderr, "%.6f cwnd %.3f\n", Simulator::Now().GetSeconds(), window / 1448.0);
}

void
OnThreshold(uint32_t, uint32_t threshold)
{
    fprintf(stderr, "%.6f ssthresh %.3f\n", Simulator::Now().GetSeconds(), threshold / 1448.0);
}

void
OnState(TcpSocketState::TcpCongState_t, TcpSocketState::TcpCongState_t state)
{
    fprintf(stderr, "%.6f state %s\n", Simulator::Now().GetSeconds(),
            TcpSocketState::TcpCongStateName[state]);
}

void
Observe(Ptr<Application> application)
{
    Ptr<Socket> socket = DynamicCast<BulkSendApplication>(application)->GetSocket();
    socket->TraceConnectWithoutContext("Tx", MakeCallback(&OnSent));
    if (tracing)
    {
        socket->TraceConnectWithoutContext("CongestionWindow", MakeCallback(&OnWindow));
        socket->TraceConnectWithoutContext("SlowStartThreshold", MakeCallback(&OnThreshold));
        socket->TraceConnectWithoutContext("CongState", MakeCallback(&OnState));
    }
}

double
Run(const Upload& upload)
{
    outcome = Outcome();
    outcome.target = upload.bytes;
    RngSeedManager::SetSeed(2026);
    RngSeedManager::SetRun(upload.run);
    const std::string type = upload.control == "cubic" ? "ns3::TcpCubic" : "ns3::TcpLinuxReno";
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", StringValue(type));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 24));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 24));

    NodeContainer ends;
    ends.Create(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(upload.bitsPerSecond)));
    link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(upload.delay)));
    link.SetQueue("ns3::DropTailQueue", "MaxSize",
                  QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, upload.queue)));
    NetDeviceContainer devices = link.Install(ends);
    if (upload.loss > 0)
    {
        Ptr<RateErrorModel> errors = CreateObject<RateErrorModel>();
        errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        errors->SetRate(upload.loss);
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
    }
    InternetStackHelper().Install(ends);
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
    Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
    // Otherwise a fair queue stands above the drop-tail queue.
    TrafficControlHelper().Uninstall(devices);

    const uint16_t port = 9000;
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), port));
    ApplicationContainer server = sink.Install(ends.Get(1));
    server.Start(Seconds(0));
    server.Get(0)->TraceConnectWithoutContext("Rx", MakeCallback(&OnReceived));
    BulkSendHelper source("ns3::TcpSocketFactory",
                          InetSocketAddress(interfaces.GetAddress(1), port));
    source.SetAttribute("MaxBytes", UintegerValue(upload.bytes));
    ApplicationContainer client = source.Install(ends.Get(0));
    client.Start(Seconds(0));
    Simulator::Schedule(NanoSeconds(1), &Observe, client.Get(0));

    Simulator::Stop(Seconds(100000));
    const auto start = std::chrono::steady_clock::now();
    Simulator::Run();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    Simulator::Destroy();
    return wall.count();
}

} // namespace

int
main(int count, char** arguments)
{
    tracing = count > 1 && std::string(arguments[1]) == "trace";
    std::string line;
    while (std::getline(std::cin, line))
    {
        Upload upload;
        std::istringstream fields(line);
        if (!(fields >> upload.bytes >> upload.bitsPerSecond >> upload.delay >> upload.queue >>
              upload.loss >> upload.control >> upload.run))
        {
            fprintf(stderr, "not an upload: %s\n", line.c_str());
            return 2;
        }
        const double wall = Run(upload);
        printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %u %g %s %u %.9f %" PRIu64 " %" PRIu64 " %.4f\n",
               upload.bytes, upload.bitsPerSecond, upload.delay, upload.queue, upload.loss,
               upload.control.c_str(), upload.run, outcome.seconds, outcome.dataPackets,
               outcome.repeated, wall);
        fflush(stdout);
    }
}
