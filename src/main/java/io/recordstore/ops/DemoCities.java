package io.recordstore.ops;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.recordstore.demo.v1.CityProto;
import io.recordstore.fault.AlreadyExists;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.record.PutCondition;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Records;
import io.recordstore.record.Scalar;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.RecordTypeDefinition;
import io.recordstore.schema.SchemaDefinition;
import io.recordstore.schema.Schemas;
import io.recordstore.space.ChangeRetention;
import io.recordstore.space.RecordSpaceUpdate;
import io.recordstore.space.RecordSpaces;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** The RecordSpace {@code cities} of tenant {@code demo}, made at the first start in dev mode. */
@Singleton
class DemoCities {
    private static final Logger LOG = Logger.getLogger(DemoCities.class);
    private static final TenantName TENANT = new TenantName("demo");
    private static final RecordSpaceName SPACE = new RecordSpaceName("cities");
    private static final String TYPE = "City";
    private static final String DATA = "/demo/cities.ndjson";
    private static final long LAST_CITY = 12129637L;

    /** Puts under way at once: enough that each commit of the store carries many. */
    private static final int CONCURRENCY = 64;

    private static final int PROGRESS_STEP = 500;

    /** From when the cities are there: to try subscriptions with. */
    private static final ChangeRetention CHANGES =
            new ChangeRetention(Duration.ofDays(7), ChangeRetention.Values.BEFORE_AND_AFTER);

    private final RecordSpaces spaces;
    private final Schemas schemas;
    private final Records records;

    DemoCities(RecordSpaces spaces, Schemas schemas, Records records) {
        this.spaces = spaces;
        this.schemas = schemas;
        this.records = records;
    }

    /** Makes what is missing of the RecordSpace; a start that was cut short is made good by the next. */
    Uni<Void> makePresent() {
        return isPresent().chain(present -> present ? Uni.createFrom().voidItem() : make());
    }

    private Uni<Boolean> isPresent() {
        return records.get(TENANT, SPACE, TYPE, List.of(new Scalar.Int(LAST_CITY)), RecordContent.Format.PROTOBUF)
                .map(city -> true)
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Void> make() {
        return spaces.create(TENANT, SPACE, Map.of("purpose", "demo"), ChangeRetention.NONE)
                .onFailure(AlreadyExists.class)
                .recoverWithNull()
                .chain(() -> schemas.apply(TENANT, SPACE, schema()))
                .chain(this::load)
                .chain(() -> spaces.update(TENANT, SPACE, RecordSpaceUpdate.keeping(CHANGES)))
                .replaceWithVoid();
    }

    private static SchemaDefinition schema() {
        return new SchemaDefinition(
                FileDescriptorSet.newBuilder()
                        .addFile(CityProto.getDescriptor().toProto())
                        .build(),
                List.of(new RecordTypeDefinition(TYPE, List.of("id"))),
                List.of(
                        IndexDefinition.value("city_by_country", TYPE, List.of("country")),
                        IndexDefinition.value("city_by_country_and_population", TYPE, List.of("country", "population")),
                        IndexDefinition.value("city_by_name", TYPE, List.of("name"))));
    }

    /** In the order of the file, so that the last city is there only when the others are. */
    private Uni<Void> load() {
        List<String> lines = lines();
        AtomicInteger loaded = new AtomicInteger();
        LOG.infof("loading %d cities into the RecordSpace %s of tenant %s", lines.size(), SPACE, TENANT);
        return Multi.createFrom()
                .iterable(lines.subList(0, lines.size() - 1))
                .onItem()
                .transformToUni(line -> put(line).invoke(() -> report(loaded.incrementAndGet(), lines.size())))
                .merge(CONCURRENCY)
                .collect()
                .last()
                .chain(() -> put(lines.get(lines.size() - 1)))
                .invoke(() -> LOG.infof("loaded %d of %d cities", lines.size(), lines.size()))
                .replaceWithVoid();
    }

    private Uni<?> put(String line) {
        return records.put(TENANT, SPACE, TYPE, new RecordContent.Json(line), new PutCondition.Upsert());
    }

    private static void report(int loaded, int all) {
        if (loaded % PROGRESS_STEP == 0) {
            LOG.infof("loaded %d of %d cities", loaded, all);
        }
    }

    private static List<String> lines() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(DemoCities.class.getResourceAsStream(DATA), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
