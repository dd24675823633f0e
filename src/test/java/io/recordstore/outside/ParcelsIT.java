package io.recordstore.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.junit.RecordSpaceTest;
import io.recordstore.junit.Seed;
import io.recordstore.junit.TestRecordSpace;
import io.recordstore.v1.Change;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.CountRequest;
import io.recordstore.v1.DiffRequest;
import io.recordstore.v1.FieldFilter;
import io.recordstore.v1.Filter;
import io.recordstore.v1.GetRequest;
import io.recordstore.v1.Moment;
import io.recordstore.v1.Precondition;
import io.recordstore.v1.PutMode;
import io.recordstore.v1.PutWrite;
import io.recordstore.v1.Record;
import io.recordstore.v1.RecordFormat;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import io.recordstore.v1.WatchRequest;
import io.recordstore.v1.WatchResponse;
import io.recordstore.v1.Write;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Parcels that depots scan, as a user builds that of transactions, the feed of changes and the past together, and tests it:
 * each test has a RecordSpace of its own on the packaged server in this process.
 */
@RecordSpaceTest(
        protos = "parcels.proto",
        seeds = @Seed(recordType = "Parcel", resource = "parcels.ndjson"),
        changeRetentionSeconds = 3600)
class ParcelsIT {
    private static final int DEPOTS = 4;
    private static final int SCANS_OF_EACH = 5;
    private static final long PATIENCE_SECONDS = 60;

    private TestRecordSpace space;

    @BeforeEach
    void keepWhatWas(TestRecordSpace own) {
        space = own;
        space.spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space.name())
                        .setChangeRetention(ChangeRetention.newBuilder()
                                .setDuration(Durations.fromHours(1))
                                .setValues(ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER))
                        .build());
    }

    @Test
    void scansOfSeveralDepotsAtOnceAreNumberedWithoutAGapThoughEachIsSentTwice() throws Exception {
        String begin = beginOfWatch(WatchRequest.newBuilder());
        int all = DEPOTS * SCANS_OF_EACH;

        CompletableFuture.allOf(IntStream.range(0, DEPOTS)
                        .mapToObj(depot -> CompletableFuture.runAsync(() -> scanSeveralTimes("depot " + depot)))
                        .toArray(CompletableFuture[]::new))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertEquals(all, number(parcel("P-1").getJson(), "scans"));
        assertEquals(0, number(parcel("P-2").getJson(), "scans"));
        assertEquals(
                all,
                space.records()
                        .count(CountRequest.newBuilder()
                                .setRecordSpace(space.name())
                                .setRecordType("Scan")
                                .build())
                        .getCount());
        List<Integer> told = new ArrayList<>();
        for (Change change : changes(WatchRequest.newBuilder().setResumeToken(begin), all)) {
            told.add(number(change.getAfter().getJson(), "scans"));
        }
        assertEquals(IntStream.rangeClosed(1, all).boxed().toList(), told);
    }

    private void scanSeveralTimes(String depot) {
        for (int i = 0; i < SCANS_OF_EACH; i++) {
            scan("P-1", depot);
        }
    }

    /** Of two who number a scan alike one is refused, and begins again; what is sent again, as after a broken connection, counts once. */
    private ByteString scan(String code, String depot) {
        String request = UUID.randomUUID().toString();
        while (true) {
            CommitRequest scan = scan(parcel(code), depot, request);
            try {
                CommitResponse scanned = space.transactions().commit(scan);
                assertEquals(
                        scanned.toBuilder().setRepeatedRequest(true).build(),
                        space.transactions().commit(scan));
                return scanned.getVersion();
            } catch (StatusRuntimeException refused) {
                assertTrue(List.of(Code.FAILED_PRECONDITION, Code.ABORTED)
                        .contains(refused.getStatus().getCode()));
            }
        }
    }

    private CommitRequest scan(Record parcel, String depot, String request) {
        Value code = parcel.getJson().getFieldsOrThrow("code");
        int number = number(parcel.getJson(), "scans") + 1;
        return CommitRequest.newBuilder()
                .setRecordSpace(space.name())
                .setRequestId(request)
                .addPreconditions(Precondition.newBuilder()
                        .setRecordType("Parcel")
                        .addPrimaryKey(text(code.getStringValue()))
                        .setVersionEquals(parcel.getVersion()))
                .addWrites(Write.newBuilder()
                        .setPut(PutWrite.newBuilder()
                                .setRecordType("Parcel")
                                .setJson(Struct.newBuilder()
                                        .putFields("code", code)
                                        .putFields("depot", json(depot))
                                        .putFields("scans", json(number)))))
                .addWrites(Write.newBuilder()
                        .setPut(PutWrite.newBuilder()
                                .setRecordType("Scan")
                                .setMode(PutMode.PUT_MODE_INSERT)
                                .setJson(Struct.newBuilder()
                                        .putFields("parcel", code)
                                        .putFields("number", json(number))
                                        .putFields("depot", json(depot)))))
                .build();
    }

    @Test
    void aDepotHearsOfWhatComesAndGoesAndGoesOnWhereItLeftOff() {
        WatchRequest.Builder ofGhent = WatchRequest.newBuilder()
                .setFilter(Filter.newBuilder()
                        .setField(FieldFilter.newBuilder().setPath("depot").setEquals(text("Ghent"))));
        String begin = beginOfWatch(ofGhent.clone());
        ByteString came = scan("P-1", "Ghent");
        scan("P-2", "Bruges");
        ByteString went = scan("P-1", "Lille");

        List<WatchResponse> heard = transactions(ofGhent.clone().setResumeToken(begin), 2);
        List<WatchResponse> heardLater =
                transactions(ofGhent.clone().setResumeToken(heard.get(0).getResumeToken()), 1);

        assertEquals(List.of(came.substring(0, 10), went.substring(0, 10)), commits(heard));
        assertEquals(List.of(went.substring(0, 10)), commits(heardLater));
        Change change = heard.get(1).getTransaction().getChanges(0);
        assertEquals("Ghent", depot(change.getBefore()));
        assertEquals("Lille", depot(change.getAfter()));
    }

    private static List<ByteString> commits(List<WatchResponse> heard) {
        return heard.stream()
                .map(response -> response.getTransaction().getVersion().substring(0, 10))
                .toList();
    }

    @Test
    void whereAParcelWasIsSeenLongAfterItHasMovedOn() {
        ByteString first = scan("P-1", "Ghent");
        scan("P-2", "Ghent");
        ByteString last = scan("P-1", "Lille");

        assertEquals("Ghent", depot(get("P-1", GetRequest.newBuilder().setAt(moment(first)))));
        assertEquals("Lille", depot(get("P-2", GetRequest.newBuilder().setAt(moment(first)))));
        assertEquals("Lille", depot(get("P-1", GetRequest.newBuilder().setAt(moment(last)))));
        List<String> moved = new ArrayList<>();
        space.changes()
                .diff(DiffRequest.newBuilder()
                        .setRecordSpace(space.name())
                        .setRecordType("Parcel")
                        .setFrom(moment(first))
                        .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                        .build())
                .forEachRemaining(difference ->
                        moved.add(difference.getChange().getPrimaryKey(0).getStringValue()
                                + " from " + depot(difference.getChange().getBefore()) + " to "
                                + depot(difference.getChange().getAfter())));
        assertEquals(List.of("P-1 from Ghent to Lille", "P-2 from Lille to Ghent"), moved);
    }

    private static Moment moment(ByteString version) {
        return Moment.newBuilder().setVersion(version).build();
    }

    /** Where a watch that begins now begins. */
    private String beginOfWatch(WatchRequest.Builder request) {
        return watch(request).next().getResumeToken();
    }

    private Iterator<WatchResponse> watch(WatchRequest.Builder request) {
        return space.changes()
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .watch(request.setRecordSpace(space.name())
                        .setRecordType("Parcel")
                        .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                        .build());
    }

    /** The first transactions of a watch. */
    private List<WatchResponse> transactions(WatchRequest.Builder request, int count) {
        Iterator<WatchResponse> responses = watch(request);
        List<WatchResponse> transactions = new ArrayList<>();
        while (transactions.size() < count) {
            WatchResponse response = responses.next();
            if (response.hasTransaction()) {
                transactions.add(response);
            }
        }
        return transactions;
    }

    private List<Change> changes(WatchRequest.Builder request, int transactions) {
        return transactions(request, transactions).stream()
                .flatMap(response -> response.getTransaction().getChangesList().stream())
                .toList();
    }

    private Record parcel(String code) {
        return get(code, GetRequest.newBuilder());
    }

    private Record get(String code, GetRequest.Builder request) {
        return space.records()
                .get(request.setRecordSpace(space.name())
                        .setRecordType("Parcel")
                        .addPrimaryKey(text(code))
                        .setFormat(RecordFormat.RECORD_FORMAT_JSON)
                        .build())
                .getRecord();
    }

    private static String depot(Record parcel) {
        return parcel.getJson().getFieldsOrThrow("depot").getStringValue();
    }

    /** Zero is left out of JSON. */
    private static int number(Struct json, String field) {
        return (int) json.getFieldsOrDefault(field, json(0)).getNumberValue();
    }

    private static Value json(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value json(int number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    private static io.recordstore.v1.Value text(String value) {
        return io.recordstore.v1.Value.newBuilder().setStringValue(value).build();
    }
}
