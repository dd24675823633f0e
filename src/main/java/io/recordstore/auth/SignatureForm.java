package io.recordstore.auth;

import biscuit.format.schema.Schema;
import com.google.protobuf.ByteString;
import java.math.BigInteger;

/**
 * Refuses Ed25519 signatures that are not in their one canonical form.
 *
 * <p>A signature is 32 bytes of R and 32 bytes of S, little-endian, with S below the order L of the curve's base point
 * (RFC 8032, section 5.1.7). The Ed25519 library under biscuit-java does not check S (CVE-2020-36843), so S + L would
 * pass as well: another signature, and with it another revocation id, for the same token, made without any key. A
 * revoked token would come back.
 */
final class SignatureForm {
    private static final int SIGNATURE_LENGTH = 64;
    private static final int S_OFFSET = 32;
    private static final BigInteger L =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private SignatureForm() {}

    /** @throws io.recordstore.fault.Unauthenticated when one of the token's signatures is not canonical */
    static void check(Schema.Biscuit token) {
        checkBlock(token.getAuthority());
        token.getBlocksList().forEach(SignatureForm::checkBlock);
        TokenShape.refuseUnknownFields(token.getProof());
        if (token.getProof().hasFinalSignature()) {
            checkSignature(token.getProof().getFinalSignature());
        }
    }

    private static void checkBlock(Schema.SignedBlock block) {
        TokenShape.refuseUnknownFields(block);
        TokenShape.refuseUnknownFields(block.getNextKey());
        checkSignature(block.getSignature());
        if (block.hasExternalSignature()) {
            checkSignature(block.getExternalSignature().getSignature());
        }
    }

    private static void checkSignature(ByteString signature) {
        if (signature.size() != SIGNATURE_LENGTH || scalar(signature).compareTo(L) >= 0) {
            throw MalformedToken.because("a signature is not in its canonical form");
        }
    }

    private static BigInteger scalar(ByteString signature) {
        byte[] bigEndian = new byte[SIGNATURE_LENGTH - S_OFFSET];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = signature.byteAt(SIGNATURE_LENGTH - 1 - i);
        }
        return new BigInteger(1, bigEndian);
    }
}
