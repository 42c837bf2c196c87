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
    private final EntryLookup lookup;
    private final ShortLinks links;
    private final String server;

    /** A service with the settings {@code app_url} and {@code url_shorter_expires}. */
    @Activate
    public LinkServiceImpl(@Reference EntryLookup lookup, @Reference Rows rows, AuthConfig config) {
        this.lookup = lookup;
        this.links = new ShortLinks(rows, config, Clock.systemUTC());
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
        return links.shorten(server + "/managed/entry/" + path).id();
    }
}
