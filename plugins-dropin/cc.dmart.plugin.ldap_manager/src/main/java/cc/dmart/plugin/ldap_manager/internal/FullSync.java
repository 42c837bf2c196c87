package cc.dmart.plugin.ldap_manager.internal;

import cc.dmart.api.plugin.DmartJob;
import cc.dmart.api.plugin.JobContext;
import cc.dmart.api.plugin.ScheduledJob;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mirrors every account once a night, and when an operator asks for it. Thread-safe. */
@Component
@DmartJob(plugin = "ldap_manager", cron = "0 5 * * *", timeout_ms = 3_600_000)
public final class FullSync implements ScheduledJob {
    private static final Logger LOG = LoggerFactory.getLogger(FullSync.class);

    private final LdapManager manager;

    /** The job. */
    @Activate
    public FullSync(@Reference LdapManager manager) {
        this.manager = manager;
    }

    @Override
    public void run(JobContext context) throws IOException, LDAPException {
        LOG.info("{} accounts are in the directory", manager.synchronise());
    }
}
