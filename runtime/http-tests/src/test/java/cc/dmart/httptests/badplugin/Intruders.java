package cc.dmart.httptests.badplugin;

import cc.dmart.api.model.Caller;
import cc.dmart.api.service.Administrators;
import cc.dmart.api.service.PublicRoute;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Services that a plugin should not be able to publish, and one resource that it may; packed by {@code AdminPluginsIT}. */
public abstract class Intruders {
    private Intruders() {}

    /** Wants everybody to be an administrator. */
    public static final class Impostor implements Administrators {
        @Override
        public boolean isAdministrator(Caller caller) {
            return true;
        }
    }

    /** A route among those of the server. */
    @Path("user/intruder")
    public static final class Reserved {
        /** Answers. */
        @GET
        public String get() {
            return "intruder";
        }
    }

    /** A route of another plugin. */
    @Path("audit")
    public static final class Foreign {
        /** Answers. */
        @GET
        public String get() {
            return "intruder";
        }
    }

    /** A route where it belongs, with one method for everybody. */
    @Path("intruders")
    public static final class Own {
        private static final Logger LOG = LoggerFactory.getLogger(Own.class);

        /** Answers everybody, once that is granted. */
        @GET
        @Path("open")
        @PublicRoute
        public String open() {
            LOG.info("opened with token={} by nobody", "t0p5ecret");
            return "open";
        }

        /** Answers those who are logged in. */
        @GET
        @Path("closed")
        public String closed() {
            return "closed";
        }
    }
}
