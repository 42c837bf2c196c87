package cc.dmart.auth.internal.invite;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.service.EntryLookup;
import cc.dmart.api.service.LinkService;
import cc.dmart.auth.internal.AuthConfig;
import cc.dmart.auth.internal.store.Rows;
import cc.dmart.auth.internal.token.DerivedKey;
import cc.dmart.auth.internal.token.JwtSecret;
import java.io.IOException;
import java.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** {@link LinkService} beside the links of invitations. Thread-safe. */
@Component(configurationPid = AuthConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuthConfig.class)
public final class LinkServiceImpl implements LinkService {
    private static final int SHORTEST_KEY = 32;

    private final EntryLookup lookup;
    private final ShortLinks links;
    private final DerivedKey names;
    private final String server;

    /**
     * A service with the settings {@code app_url} and {@code url_shorter_expires}.
     *
     * @throws IOException if the generated key cannot be stored or read
     */
    @Activate
    public LinkServiceImpl(@Reference EntryLookup lookup, @Reference Rows rows, AuthConfig config) throws IOException {
        this(lookup, rows, config, Clock.systemUTC());
    }

    LinkServiceImpl(EntryLookup lookup, Rows rows, AuthConfig config, Clock clock) throws IOException {
        this.lookup = lookup;
        this.links = new ShortLinks(rows, config, clock);
        this.names = new DerivedKey(JwtSecret.current(config, SHORTEST_KEY), "link");
        this.server = config.app_url().strip().replaceAll("/+$", "");
    }

    @Override
    public String shorten(Caller caller, SpaceName space, Subpath subpath, Shortname shortname) {
        Locator at = lookup.byName(caller, space, subpath, shortname);
        String folder = at.subpath().isRoot() ? "__root__" : at.subpath().value();
        String path = String.join(
                "/",
                at.type().wire(),
                at.space().value(),
                folder,
                at.shortname().value());
        return links.shorten(server + "/managed/entry/" + path, names).id();
    }
}
