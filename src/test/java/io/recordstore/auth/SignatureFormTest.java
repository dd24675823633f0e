package io.recordstore.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import biscuit.format.schema.Schema;
import com.google.protobuf.ByteString;
import io.recordstore.fault.Unauthenticated;
import java.math.BigInteger;
import java.util.Base64;
import org.biscuitsec.biscuit.token.Biscuit;
import org.junit.jupiter.api.Test;

/** A revoked token does not come back under another signature. */
class SignatureFormTest {
    private static final BigInteger L =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

    @Test
    void aSignatureMovedByTheOrderOfTheCurveIsRefusedThoughTheLibraryTakesIt() throws Exception {
        String token = TestTokens.admin("acme");
        Schema.Biscuit original =
                Schema.Biscuit.parseFrom(Base64.getUrlDecoder().decode(token));
        Schema.Biscuit.Builder moved = original.toBuilder();
        moved.getAuthorityBuilder().setSignature(plusL(original.getAuthority().getSignature()));
        byte[] bytes = moved.build().toByteArray();

        Biscuit taken = Biscuit.from_bytes(
                bytes,
                RootKeys.of(java.util.Map.of(1, TestTokens.MINTER.publicKey()))
                        .candidates(java.util.Optional.of(1))
                        .iterator()
                        .next());
        assertThat(taken.revocation_identifiers().get(0).getBytes())
                .isNotEqualTo(original.getAuthority().getSignature().toByteArray());
        assertThatThrownBy(() -> AccessFixture.access()
                        .decide(
                                Credential.ofHeader(
                                        "Bearer " + Base64.getUrlEncoder().encodeToString(bytes)),
                                Operation.READ,
                                new Target("", new Target.One("prod/users"), "")))
                .isInstanceOf(Unauthenticated.class)
                .hasMessageContaining("canonical");
    }

    private static ByteString plusL(ByteString signature) {
        BigInteger moved = new BigInteger(1, reversed(signature.substring(32).toByteArray())).add(L);
        byte[] bigEndian = moved.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, bigEndian.length);
        System.arraycopy(bigEndian, bigEndian.length - length, padded, 32 - length, length);
        return signature.substring(0, 32).concat(ByteString.copyFrom(reversed(padded)));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }
}
