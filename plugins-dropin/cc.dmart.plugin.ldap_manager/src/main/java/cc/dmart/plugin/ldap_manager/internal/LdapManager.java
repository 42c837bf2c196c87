package cc.dmart.plugin.ldap_manager.internal;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mirrors accounts to an LDAP directory ({@code plugins-events.md} 3). While the directory is away events are tried again and become
 * dead letters in the end, which an operator can deliver again; a full synchronisation makes up for everything. Thread-safe.
 */
@Component(
        service = {EntryListener.class, LdapManager.class},
        configurationPid = "dmart.plugin.ldap_manager",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@DmartListener(
        plugin = "ldap_manager",
        event_actions = {"create", "update", "delete", "move"},
        event_subpaths = {"users"},
        event_resourceTypes = {"user"})
public final class LdapManager implements EntryListener {
    private static final Logger LOG = LoggerFactory.getLogger(LdapManager.class);

    private final LdapSettings settings;
    private final Accounts accounts;
    private final Directory directory;

    /** With the configuration of the plugin. @throws IllegalArgumentException if it is not complete */
    @Activate
    public LdapManager(@Reference DmartApi api) {
        settings = LdapSettings.of(api);
        accounts = new Accounts(api, settings);
        directory = new Directory(settings);
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException, LDAPException {
        Optional<String> user = event.shortname();
        boolean login =
                event.attributes().string("cause").filter("login"::equals).isPresent();
        if (user.isEmpty() || login || !event.spaceName().equals(settings.space())) {
            return;
        }
        if (event.action() == ActionType.MOVE) {
            Optional<String> old = event.attributes().string("src_shortname");
            if (old.isPresent() && !old.equals(user)) {
                mirror(old.get());
            }
        }
        mirror(user.get());
    }

    /** Makes the directory tell of an account what is stored now, whatever happened in between. */
    private void mirror(String user) throws IOException, LDAPException {
        Optional<Map<String, List<String>>> attributes = accounts.attributes(user);
        if (attributes.isPresent()) {
            directory.put(user, attributes.get());
        } else {
            directory.remove(user);
        }
    }

    /** Mirrors every account. @return how many */
    int synchronise() throws IOException, LDAPException {
        Set<String> known = new HashSet<>();
        accounts.all(known::add);
        for (String user : known) {
            mirror(user);
        }
        if (settings.prune()) {
            Set<String> orphans = directory.names();
            orphans.removeAll(known);
            for (String user : orphans) {
                LOG.info("{} has no account any more and is removed from the directory", user);
                directory.remove(user);
            }
        }
        return known.size();
    }

    /** Closes the connections. */
    @Deactivate
    public void close() {
        directory.close();
    }
}
