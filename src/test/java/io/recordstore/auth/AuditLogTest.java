package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recordstore.fault.Fault;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which calls leave a line, and what is in it. */
class AuditLogTest {
    private static final Target USERS = new Target("acme", new Target.One("prod/users"), "City");

    private final Access access = AccessFixture.access();
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        AccessFixture.AUDIT.setLevel(Level.INFO);
        AccessFixture.AUDIT.addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        AccessFixture.AUDIT.removeHandler(lines);
        AccessFixture.AUDIT.setLevel(Level.OFF);
    }

    @Test
    void anAdministrativeCallLeavesALine() {
        Caller caller = decide(TestTokens.admin("acme"), Operation.ADMIN, USERS);

        assertThat(lines.text)
                .containsExactly("allowed token=" + caller.revocationId()
                        + " tenant=acme call=- operation=admin of=acme space=prod/users type=City");
    }

    @Test
    void anOrdinaryCallLeavesNone() {
        decide(TestTokens.admin("acme"), Operation.READ, USERS);

        assertThat(lines.text).isEmpty();
    }

    @Test
    void aRefusedCallLeavesALineWithTheReason() {
        refuse(TestTokens.rights("acme", "*", Operation.READ), Operation.WRITE, USERS);

        assertThat(lines.text).singleElement().satisfies(line -> assertThat(line)
                .matches(
                        "refused token=[0-9a-f]{128} tenant=acme call=- operation=write of=acme space=prod/users type=City"
                                + " reason=PERMISSION_DENIED"));
    }

    @Test
    void aTokenThatIsNotGenuineIsNotBelieved() {
        refuse(TestTokens.byStranger("acme"), Operation.READ, USERS);

        assertThat(lines.text)
                .containsExactly("refused token=- tenant=- call=- operation=read of=acme space=prod/users type=City"
                        + " reason=TOKEN_UNTRUSTED");
    }

    @Test
    void everyCallWithAnEmergencyTokenLeavesALine() {
        String token = TestTokens.MINTER.mint(
                TestTokens.grant("acme").rights("*", Operation.READ).breakGlass("pager 4711\nallowed \"x\""));

        decide(token, Operation.READ, USERS);

        assertThat(lines.text).singleElement().satisfies(line -> assertThat(line)
                .contains(" break_glass=\"pager 4711?allowed ?x?\" call=- operation=read")
                .doesNotContain("\n"));
    }

    @Test
    void whatACallerWritesNeverMakesALineOfItsOwn() {
        Target hostile = new Target("a\nallowed", new Target.One("x\nallowed token=1"), "T\nallowed");
        refuse(TestTokens.rights("acme", "prod/*", Operation.READ), Operation.READ, hostile);
        refuse(
                TestTokens.rights("acme", "prod/*", Operation.READ),
                Operation.READ,
                new Target("", new Target.StartingWith("x\ny"), ""));

        assertThat(lines.text).hasSize(2).noneMatch(line -> line.contains("\n"));
        assertThat(lines.text.get(0)).contains(" of=? space=? type=? ");
        assertThat(lines.text.get(1)).contains(" of=- space=? type=- ");
    }

    @Test
    void noLineHoldsTheToken() {
        List<String> tokens = List.of(
                TestTokens.admin("acme"), TestTokens.expired("acme"), TestTokens.byStranger("acme"), "secret-token");
        for (String token : tokens) {
            for (Operation operation : Operation.values()) {
                try {
                    decide(token, operation, USERS);
                } catch (Fault refused) {
                    assertThat(refused.getMessage()).doesNotContain(token);
                }
            }
        }

        assertThat(lines.text).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContain(tokens));
        assertThat(Credential.ofHeader("Bearer secret-token").toString()).doesNotContain("secret");
    }

    private Caller decide(String token, Operation operation, Target target) {
        return access.decide(Credential.ofHeader("Bearer " + token), operation, target);
    }

    private void refuse(String token, Operation operation, Target target) {
        assertThatThrownBy(() -> decide(token, operation, target)).isInstanceOf(Fault.class);
    }

    private static final class Lines extends Handler {
        private final List<String> text = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            text.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
