package io.recordstore.graphql.api.model;

import org.eclipse.microprofile.graphql.Description;

/** Whether a server takes a token. */
@org.eclipse.microprofile.graphql.Enum("TokenState")
@Description("Whether a server takes a token.")
public enum TokenStateEnum {
    @Description("It does.")
    ACTIVE,
    @Description("It has expired.")
    EXPIRED,
    @Description("It, or one that it was made of, is revoked.")
    REVOKED
}
