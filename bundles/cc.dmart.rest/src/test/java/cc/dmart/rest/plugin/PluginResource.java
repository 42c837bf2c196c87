package cc.dmart.rest.plugin;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

/** A route of somebody else, as a dropped-in plugin brings it. */
@Path("plug")
public final class PluginResource {
    /** Says who is asking. */
    @GET
    @Path("who")
    public String who(@Context SecurityContext security) {
        return security.getUserPrincipal().getName();
    }

    /** Fails in the way that the name says. */
    @GET
    @Path("{how}")
    public String fail(@PathParam("how") String how) {
        if (how.equals("gone")) {
            throw new NotFoundException();
        }
        throw new IllegalStateException("internals of a plugin");
    }
}
