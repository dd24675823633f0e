package io.recordstore.grpc;

import com.google.protobuf.util.Durations;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fork.Forks;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.space.LabelUpdate;
import io.recordstore.space.RecordSpaceUpdate;
import io.recordstore.space.TimeToLive;
import io.recordstore.v1.ChangeRetention;
import io.recordstore.v1.ChangeValues;
import io.recordstore.v1.ForkRecordSpaceRequest;
import io.recordstore.v1.ForkRecordSpaceResponse;
import io.recordstore.v1.LabelChanges;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** RecordSpaces from messages and to messages. */
final class RecordSpaceMessages {
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    private RecordSpaceMessages() {}

    static RecordSpace write(io.recordstore.space.RecordSpace space) {
        RecordSpace.Builder message = RecordSpace.newBuilder()
                .setTenant(space.tenant().value())
                .setRecordSpace(space.name().value())
                .putAllLabels(space.labels())
                .setCreateTime(SchemaMessages.timestamp(space.createTime()))
                .setSchemaVersion(space.schemaVersion());
        if (space.changes().isKept()) {
            message.setChangeRetention(write(space.changes()));
        }
        space.expireTime().ifPresent(time -> message.setExpireTime(SchemaMessages.timestamp(time)));
        if (space.forking().isBeingMade()) {
            message.setForkOperation(Long.toString(space.forking().operation()));
        }
        return message.build();
    }

    static RecordSpaceUpdate update(UpdateRecordSpaceRequest request) {
        return new RecordSpaceUpdate(
                labels(request),
                request.hasChangeRetention() ? Optional.of(changes(request.getChangeRetention())) : Optional.empty(),
                request.hasTtl() ? Optional.of(timeToLive(request.getTtl())) : Optional.empty());
    }

    private static Optional<LabelUpdate> labels(UpdateRecordSpaceRequest request) {
        LabelChanges changes = request.getLabelChanges();
        return switch (request.getLabelUpdateCase()) {
            case LABELS -> Optional.of(LabelUpdate.to(request.getLabels().getLabelsMap()));
            case LABEL_CHANGES -> Optional.of(LabelUpdate.of(changes.getRemoveList(), changes.getSetMap()));
            case LABELUPDATE_NOT_SET -> Optional.empty();
        };
    }

    /** Nothing is a time to live without an end. */
    static TimeToLive timeToLive(com.google.protobuf.Duration ttl) {
        return new TimeToLive(duration(ttl, "ttl"));
    }

    private static Duration duration(com.google.protobuf.Duration duration, String field) {
        if (!Durations.isValid(duration)) {
            throw new InvalidRequest(field, "its seconds or nanos are out of range");
        }
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private static ChangeRetention write(io.recordstore.space.ChangeRetention changes) {
        return ChangeRetention.newBuilder()
                .setDuration(Durations.fromSeconds(changes.duration().toSeconds()))
                .setValues(
                        switch (changes.values()) {
                            case NONE -> ChangeValues.CHANGE_VALUES_NONE;
                            case AFTER -> ChangeValues.CHANGE_VALUES_AFTER;
                            case BEFORE_AND_AFTER -> ChangeValues.CHANGE_VALUES_BEFORE_AND_AFTER;
                        })
                .build();
    }

    static io.recordstore.space.ChangeRetention changes(ChangeRetention changes) {
        return new io.recordstore.space.ChangeRetention(
                duration(changes.getDuration(), "change_retention.duration"),
                switch (changes.getValues()) {
                    case CHANGE_VALUES_UNSPECIFIED, CHANGE_VALUES_NONE ->
                        io.recordstore.space.ChangeRetention.Values.NONE;
                    case CHANGE_VALUES_AFTER -> io.recordstore.space.ChangeRetention.Values.AFTER;
                    case CHANGE_VALUES_BEFORE_AND_AFTER -> io.recordstore.space.ChangeRetention.Values.BEFORE_AND_AFTER;
                    case UNRECOGNIZED -> throw new InvalidRequest("change_retention.values", "there is no such choice");
                });
    }

    static Forks.Spec read(ForkRecordSpaceRequest request) {
        return new Forks.Spec(
                new TenantName(request.getTenant()),
                new RecordSpaceName(request.getRecordSpace()),
                new RecordSpaceName(request.getTarget()),
                request.getLabelsMap(),
                request.hasChangeRetention() ? Optional.of(changes(request.getChangeRetention())) : Optional.empty(),
                timeToLive(request.getTtl()));
    }

    static ForkRecordSpaceResponse write(Forks.Outcome outcome) {
        ForkRecordSpaceResponse.Builder response =
                ForkRecordSpaceResponse.newBuilder().setRecordSpace(write(outcome.target()));
        outcome.operation().map(OperationMessages::write).ifPresent(response::setOperation);
        return response.build();
    }

    static int pageSize(int requested) {
        if (requested < 0 || requested > MAX_PAGE_SIZE) {
            throw new InvalidRequest("page_size", "it is from 1 to " + MAX_PAGE_SIZE + ", or 0 for the default");
        }
        return requested == 0 ? DEFAULT_PAGE_SIZE : requested;
    }

    /** A page token is the last name of its page; outside the prefix it is of another list. */
    static String after(String pageToken, String prefix) {
        if (pageToken.isEmpty()) {
            return "";
        }
        String name = decode(pageToken);
        if (!name.startsWith(prefix)) {
            throw foreignPageToken();
        }
        return name;
    }

    static String pageToken(io.recordstore.space.RecordSpace last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.name().value().getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String pageToken) {
        try {
            return new String(Base64.getUrlDecoder().decode(pageToken), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw foreignPageToken();
        }
    }

    private static InvalidRequest foreignPageToken() {
        return new InvalidRequest("page_token", "it is not the next_page_token of a page of this list");
    }
}
