package io.recordstore.auth;

import io.recordstore.v1.PutRequest;

/** What the check of a token does for each Put of a client that keeps its token: all of it, by the classes that do it. */
public final class TokenCheck {
    private static final Operation OPERATION = Operation.WRITE;

    private final Access access = AccessFixture.access();
    private final String header = "Bearer " + TestTokens.admin("bench");

    /** @param request as a client sends it */
    public void check(PutRequest request) {
        Credential credential = Credential.ofHeader(header, "RecordService/Put");
        RequestFields fields = RequestFields.of(request);
        access.check(credential, OPERATION, fields.target(request))
                .map(caller -> fields.withTenant(request, caller.tenant().value()))
                .await()
                .indefinitely();
    }
}
