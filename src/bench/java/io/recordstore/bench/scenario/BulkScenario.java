package io.recordstore.bench.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.recordstore.bench.peer.RecordStorePeer;
import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Metric;
import io.recordstore.bench.report.Point;
import io.recordstore.bench.report.Results;
import io.recordstore.demo.v1.City;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** All cities in one BulkPut into a new RecordSpace with three indexes. */
final class BulkScenario implements Scenario {
    private static final String LOAD = "bulk load of cities with three indexes";
    private static final String HALF = "bulk load of half of them";

    private final Path file;
    private List<ByteString> cities;

    BulkScenario(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "S9";
    }

    @Override
    public List<Aim> aims() {
        return List.of(Aim.atMost(new Point("S9", LOAD, Scenarios.OURS, Metric.SECONDS), "", 15));
    }

    @Override
    public void run(int round, Lab lab, Results results) throws Exception {
        if (cities == null) {
            cities = read();
        }
        try (RecordStorePeer server = lab.recordStore("bulk")) {
            load(server, HALF, cities.subList(0, cities.size() / 2), results);
            load(server, LOAD, cities, results);
        }
    }

    private static void load(RecordStorePeer server, String what, List<ByteString> cities, Results results) {
        double seconds = server.bulkPutCities(cities);
        results.add(new Point("S9", what, server.name(), Metric.SECONDS), seconds);
        results.add(
                new Point("S9", what, server.name(), Metric.MEMORY),
                server.processes().residentMegabytes());
    }

    private List<ByteString> read() throws IOException {
        List<ByteString> read = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                City.Builder city = City.newBuilder();
                JsonFormat.parser().merge(line, city);
                read.add(city.build().toByteString());
            }
        }
        return read;
    }
}
