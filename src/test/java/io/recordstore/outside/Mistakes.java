package io.recordstore.outside;

import io.recordstore.junit.RecordSpaceTest;
import io.recordstore.junit.Seed;
import io.recordstore.junit.TestRecordSpace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each of them fails, and says why. */
class Mistakes {
    private Mistakes() {}

    @RecordSpaceTest
    static class OfTests {
        @Test
        @RecordSpaceTest(protos = "nowhere.proto")
        void noResource() {}

        @Test
        @RecordSpaceTest(protos = "notes.proto", messages = Ticket.class)
        void twoWays() {}

        @Test
        @RecordSpaceTest(descriptors = "notes.ndjson")
        void noDescriptors() {}

        @Test
        @RecordSpaceTest(protos = "author.proto")
        void noRecordType() {}

        @Test
        @RecordSpaceTest(
                protos = {"notes.proto", "author.proto"},
                seeds = @Seed(recordType = "Note", resource = "broken.ndjson"))
        void noJson() {}

        @Test
        @RecordSpaceTest(
                protos = {"notes.proto", "author.proto"},
                seeds = @Seed(recordType = "Author", resource = "notes.ndjson"))
        void noSuchType() {}

        @Test
        @RecordSpaceTest(ttlSeconds = -1)
        void noTime() {}
    }

    @RecordSpaceTest
    static class InAConstructor {
        InAConstructor(TestRecordSpace space) {}

        @Test
        void inAConstructor() {}
    }

    @RecordSpaceTest
    static class BeforeAllTests {
        @BeforeAll
        static void take(TestRecordSpace space) {}

        @Test
        void beforeAllTests() {}
    }
}
