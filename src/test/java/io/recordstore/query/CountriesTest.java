package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.index;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.query.fixture.Country;
import io.recordstore.query.fixture.CountryProto;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.ElementFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.FilterList;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.IndexKind;
import io.recordstore.v1.Quantifier;
import io.recordstore.v1.Query;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.SortKey;
import io.recordstore.v1.SortOrder;
import io.recordstore.v1.TextFilter;
import io.recordstore.v1.Value;
import io.recordstore.v1.ValueList;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries over the countries, each compared with a plain evaluation of the same query over the same data. */
@QuarkusTest
class CountriesTest {
    /** Replays a run: {@code -Dqueries.seed=...}. */
    private static final long SEED = Long.getLong("queries.seed", new Random().nextLong());

    private static final int RANDOM_QUERIES = Integer.getInteger("queries.count", 60);

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private Fixture countries;

    @BeforeEach
    void load() throws IOException {
        client = new ServiceClient(server.getPort(), TestTokens.admin("countries"));
        String space = client.createSpace();
        client.schemas().applySchema(schema(space));
        List<Message> records = Loading.read(
                new GZIPInputStream(CountriesTest.class.getResourceAsStream("/countries/countries.ndjson.gz")),
                Country.getDescriptor());
        assertThat(Loading.bulkPut(
                                client.recordStreams(),
                                BulkPutRequest.newBuilder()
                                        .setRecordSpace(space)
                                        .setRecordType("Country")
                                        .build(),
                                records)
                        .getWrittenCount())
                .isEqualTo(250);
        countries = new Fixture(client, space, records);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static ApplySchemaRequest schema(String space) {
        return ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .setDescriptorSet(FileDescriptorSet.newBuilder()
                        .addFile(TimestampProto.getDescriptor().toProto())
                        .addFile(CountryProto.getDescriptor().toProto()))
                .addRecordTypes(RecordType.newBuilder().setName("Country").addPrimaryKey("code"))
                .addIndexes(index("Country", "alpha3"))
                .addIndexes(index("Country", "name.common"))
                .addIndexes(index("Country", "region", "area_km2"))
                .addIndexes(index("Country", "region", "subregion", "name.common"))
                .addIndexes(index("Country", "subregion"))
                .addIndexes(index("Country", "area_km2"))
                .addIndexes(index("Country", "landlocked", "area_km2"))
                .addIndexes(index("Country", "un_member"))
                .addIndexes(index("Country", "independent", "region"))
                .addIndexes(index("Country", "location.latitude"))
                .addIndexes(index("Country", "borders"))
                .addIndexes(index("Country", "capitals"))
                .addIndexes(index("Country", "top_level_domains"))
                .addIndexes(index("Country", "alt_spellings"))
                .addIndexes(index("Country", "region", "borders"))
                .addIndexes(index("Country", "calling_code.root"))
                .addIndexes(index("Country", "calling_code.suffixes"))
                .addIndexes(index("Country", "languages.key", "languages.value"))
                .addIndexes(index("Country", "languages.value"))
                .addIndexes(index("Country", "currencies.key", "currencies.value.name"))
                .addIndexes(index("Country", "currencies.value.name"))
                .addIndexes(index("Country", "translations.key", "translations.value"))
                .addIndexes(IndexDefinition.newBuilder()
                        .setName("largest_per_region")
                        .setRecordType("Country")
                        .addFields(IndexField.newBuilder().setPath("region"))
                        .addFields(
                                IndexField.newBuilder().setPath("area_km2").setOrder(SortOrder.SORT_ORDER_DESCENDING)))
                .addIndexes(words("name.official"))
                .addIndexes(words("name.common"))
                .build();
    }

    private static IndexDefinition words(String path) {
        return IndexDefinition.newBuilder()
                .setName("words_of_" + path.replace('.', '_'))
                .setRecordType("Country")
                .setKind(IndexKind.INDEX_KIND_TEXT)
                .addFields(IndexField.newBuilder().setPath(path))
                .build();
    }

    @Test
    void everyQueryAnswersAsAPlainEvaluationDoes() {
        Random random = new Random(SEED);
        List<Query> queries = queries().toList();
        assertThat(queries).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();

        queries.forEach(query -> countries.check(query, random));
    }

    @Test
    void randomQueriesAnswerAsAPlainEvaluationDoes() {
        System.out.println("queries.seed=" + SEED);
        RandomQueries queries = new RandomQueries(
                new Random(SEED),
                countries.records(),
                List.of(
                        "region",
                        "subregion",
                        "alpha3",
                        "name.common",
                        "area_km2",
                        "un_member",
                        "location.latitude",
                        "borders",
                        "capitals",
                        "top_level_domains",
                        "alt_spellings",
                        "calling_code.root",
                        "calling_code.suffixes",
                        "languages.key",
                        "languages.value",
                        "currencies.key",
                        "currencies.value.name",
                        "translations.key"),
                List.of("flag", "location.longitude", "currencies.value.symbol", "name.official", "landlocked"),
                List.of("name.official", "name.common"),
                List.of("languages", "translations"),
                List.of(
                        List.of("alpha3"),
                        List.of("name.common"),
                        List.of("area_km2"),
                        List.of("region", "area_km2"),
                        List.of("landlocked", "area_km2"),
                        List.of("region", "subregion", "name.common"),
                        List.of("independent", "region")));
        for (int i = 0; i < RANDOM_QUERIES; i++) {
            Query query = queries.next();
            countries.check(query, queries.random());
        }
    }

    private static Stream<Query> queries() {
        return Stream.of(filters(), combined(), elements(), texts(), sorted(), hardToPlan())
                .flatMap(stream -> stream);
    }

    /** What the Record Layer's planner refuses, takes for a scan, or loses records of, when it is asked as it stands. */
    private static Stream<Query> hardToPlan() {
        Filter asia = filter(field("region").setEquals(text("Asia")));
        Filter independent = filter(field("independent").setEquals(bool(true)));
        Filter before = filter(field("subregion").setLessThan(text("Southern Asia")));
        Filter oneOfOne = filter(field("region").setIn(ValueList.newBuilder().addValues(text("Asia"))));
        Filter notThese = not(filter(
                field("code").setIn(ValueList.newBuilder().addValues(text("CN")).addValues(text("IN")))));
        Filter latitudes = filter(field("location.latitude")
                .setIn(ValueList.newBuilder().addValues(real(35)).addValues(real(20))));
        Filter areas = filter(field("area_km2")
                .setIn(ValueList.newBuilder()
                        .addValues(real(9706961))
                        .addValues(real(3287590))
                        .addValues(real(300000))));
        Filter english = filter(field("languages.key").setEquals(text("eng")));
        Filter afterFrench = filter(field("languages.value").setGreaterThan(text("French")));
        return Stream.of(
                Query.newBuilder()
                        .setFilter(and(independent, asia, before))
                        .addOrderBy(SortKey.newBuilder().setPath("region").setDescending(true))
                        .build(),
                Query.newBuilder().setFilter(and(oneOfOne, notThese)).build(),
                Query.newBuilder()
                        .setFilter(and(areas, or(latitudes, independent)))
                        .addOrderBy(SortKey.newBuilder().setPath("area_km2"))
                        .build(),
                Query.newBuilder()
                        .setFilter(and(and(or(asia, independent), english), afterFrench))
                        .build());
    }

    private static Stream<Query> filters() {
        return Stream.of(
                        filter(field("alpha3").setEquals(text("NLD"))),
                        filter(field("region").setEquals(text("Europe"))),
                        filter(field("region").setNotEquals(text("Europe"))),
                        filter(field("subregion").setStartsWith(text("South"))),
                        filter(field("name.common").setLessThan(text("B"))),
                        filter(field("name.common").setLessThanOrEquals(text("Belgium"))),
                        filter(field("name.common").setGreaterThan(text("Yemen"))),
                        filter(field("name.common").setGreaterThanOrEquals(text("Zambia"))),
                        filter(field("area_km2").setEquals(real(91))),
                        filter(field("area_km2").setGreaterThan(real(5_000_000))),
                        filter(field("area_km2").setLessThan(real(1))),
                        filter(field("un_member").setEquals(bool(false))),
                        filter(field("un_member").setNotEquals(bool(true))),
                        filter(field("location.latitude").setLessThan(real(-30))),
                        filter(field("region")
                                .setIn(ValueList.newBuilder()
                                        .addValues(text("Oceania"))
                                        .addValues(text("Antarctic"))
                                        .addValues(text("Atlantis")))),
                        filter(field("calling_code.root").setIsNull(true)),
                        filter(field("calling_code.root").setEquals(text("+3"))))
                .map(filter -> Query.newBuilder().setFilter(filter).build());
    }

    private static Stream<Query> combined() {
        Filter europe = filter(field("region").setEquals(text("Europe")));
        Filter landlocked = filter(field("landlocked").setEquals(bool(true)));
        Filter large = filter(field("area_km2").setGreaterThan(real(1_000_000)));
        Filter english = filter(field("languages.key").setEquals(text("eng")));
        return Stream.of(
                        and(europe, landlocked),
                        and(
                                filter(field("name.common").setLessThan(text("D"))),
                                filter(field("name.common").setEquals(text("Belgium")))),
                        or(europe, large),
                        or(landlocked, english, filter(field("borders").setEquals(text("CHN")))),
                        and(europe, not(landlocked)),
                        and(europe, not(or(large, english))),
                        and(or(europe, large), or(english, landlocked)),
                        not(filter(field("area_km2").setLessThan(real(2_000_000)))),
                        not(and(
                                filter(field("area_km2").setLessThan(real(2_000_000))),
                                filter(field("region").setNotEquals(text("Antarctic"))))),
                        and(europe, filter(field("flag").setGreaterThan(text("🇭")))),
                        and(europe, filter(field("borders").setIsNull(true))),
                        and(europe, filter(field("borders").setIsNull(false))),
                        and(europe, not(filter(field("borders").setEquals(text("DEU"))))))
                .map(filter -> Query.newBuilder().setFilter(filter).build());
    }

    private static Stream<Query> elements() {
        Filter americas = filter(field("region").setEquals(text("Americas")));
        return Stream.of(
                        filter(field("borders").setEquals(text("DEU"))),
                        filter(field("borders").setStartsWith(text("C"))),
                        filter(field("borders")
                                .setIn(ValueList.newBuilder()
                                        .addValues(text("FRA"))
                                        .addValues(text("DEU")))),
                        filter(field("borders").setGreaterThan(text("A"))),
                        filter(field("borders").setNotEquals(text("FRA"))),
                        filter(field("calling_code.suffixes").setEquals(text("1"))),
                        and(
                                filter(field("borders").setEquals(text("DEU"))),
                                filter(field("borders").setEquals(text("FRA")))),
                        and(
                                americas,
                                filter(field("borders")
                                        .setQuantifier(Quantifier.QUANTIFIER_ALL)
                                        .setStartsWith(text("B")))),
                        filter(field("languages.key").setEquals(text("nld"))),
                        filter(field("languages.value").setEquals(text("Dutch"))),
                        element(
                                "languages",
                                field("key").setEquals(text("nld")),
                                field("value").setEquals(text("Dutch"))),
                        element(
                                "languages",
                                field("key").setEquals(text("fra")),
                                field("value").setGreaterThan(text("G"))),
                        element(
                                "currencies",
                                field("key").setEquals(text("EUR")),
                                field("value.name").setEquals(text("Euro"))),
                        filter(field("currencies.value.name").setStartsWith(text("United"))),
                        filter(field("currencies.key").setGreaterThan(text("X"))),
                        and(
                                americas,
                                filter(field("languages.key")
                                        .setQuantifier(Quantifier.QUANTIFIER_ALL)
                                        .setIn(ValueList.newBuilder()
                                                .addValues(text("eng"))
                                                .addValues(text("spa"))))))
                .map(filter -> Query.newBuilder().setFilter(filter).build());
    }

    private static Stream<Query> texts() {
        return Stream.of(
                        TextFilter.newBuilder().setAny("kingdom Principality"),
                        TextFilter.newBuilder().setAll("republic democratic"),
                        TextFilter.newBuilder().setPhrase("Republic of the"),
                        TextFilter.newBuilder().setPrefix("s"),
                        TextFilter.newBuilder().setAll("ÅLAND"))
                .map(words -> Query.newBuilder()
                        .setFilter(filter(field("name.official").setText(words)))
                        .build());
    }

    private static Stream<Query> sorted() {
        Filter africa = filter(field("region").setEquals(text("Africa")));
        return Stream.of(
                Query.newBuilder().addOrderBy(by("name.common", false)).build(),
                Query.newBuilder().addOrderBy(by("area_km2", true)).setLimit(20).build(),
                Query.newBuilder()
                        .setFilter(africa)
                        .addOrderBy(by("area_km2", true))
                        .build(),
                Query.newBuilder()
                        .setFilter(africa)
                        .addOrderBy(by("area_km2", false))
                        .setLimit(7)
                        .build(),
                Query.newBuilder()
                        .addOrderBy(by("region", false))
                        .addOrderBy(by("area_km2", true))
                        .build(),
                Query.newBuilder()
                        .addOrderBy(by("region", true))
                        .addOrderBy(by("area_km2", false))
                        .build(),
                Query.newBuilder()
                        .setFilter(or(africa, filter(field("region").setEquals(text("Asia")))))
                        .addOrderBy(by("area_km2", false))
                        .build(),
                Query.newBuilder()
                        .setFilter(and(
                                africa,
                                filter(field("independent").setEquals(bool(false))),
                                filter(field("subregion").setLessThanOrEquals(text("Northern Europe")))))
                        .addOrderBy(by("region", false))
                        .build(),
                Query.newBuilder()
                        .setFilter(filter(field("area_km2").setGreaterThan(real(100_000))))
                        .addOrderBy(by("area_km2", true))
                        .build());
    }

    private static SortKey.Builder by(String path, boolean descending) {
        return SortKey.newBuilder().setPath(path).setDescending(descending);
    }

    private static Filter element(
            String path, io.recordstore.v1.FieldFilter.Builder first, io.recordstore.v1.FieldFilter.Builder second) {
        return Filter.newBuilder()
                .setElement(ElementFilter.newBuilder().setPath(path).setFilter(and(filter(first), filter(second))))
                .build();
    }

    static Filter and(Filter... filters) {
        return Filter.newBuilder()
                .setAnd(FilterList.newBuilder().addAllFilters(List.of(filters)))
                .build();
    }

    private static Filter or(Filter... filters) {
        return Filter.newBuilder()
                .setOr(FilterList.newBuilder().addAllFilters(List.of(filters)))
                .build();
    }

    private static Filter not(Filter filter) {
        return Filter.newBuilder().setNot(filter).build();
    }

    private static Value real(double value) {
        return Value.newBuilder().setDoubleValue(value).build();
    }

    static Value bool(boolean value) {
        return Value.newBuilder().setBoolValue(value).build();
    }
}
