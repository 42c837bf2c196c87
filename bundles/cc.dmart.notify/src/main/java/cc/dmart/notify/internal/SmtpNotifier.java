package cc.dmart.notify.internal;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.plugin.Notifier;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Sends mails over SMTP, each over a connection of its own. With {@code mail_use_tls} an unencrypted connection is refused, and
 * the server's name is checked against its certificate. Thread-safe.
 */
final class SmtpNotifier implements Notifier {
    private static final String TIMEOUT_MS = "10000";
    private static final int PORT_OF_TLS = 465;
    private static final int CLOSING = 421;

    private final Session session;
    private final InternetAddress from;

    /** @throws IllegalArgumentException on a bad setting */
    SmtpNotifier(NotifyConfig config) {
        int port = config.mail_port();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("mail_port: " + port + " is not in 1..65535");
        }
        from = from(config);
        session = Session.getInstance(properties(config, port), authenticator(config));
    }

    private static InternetAddress from(NotifyConfig config) {
        try {
            InternetAddress out = new InternetAddress(
                    config.mail_from_address(), config.mail_from_name(), StandardCharsets.UTF_8.name());
            out.validate();
            return out;
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw new IllegalArgumentException(
                    "mail_from_address: " + config.mail_from_address() + " is no mail address", e);
        }
    }

    private static Properties properties(NotifyConfig config, int port) {
        Properties out = new Properties();
        out.put("mail.transport.protocol", "smtp");
        out.put("mail.smtp.host", config.mail_host().strip());
        out.put("mail.smtp.port", Integer.toString(port));
        out.put("mail.smtp.auth", Boolean.toString(!config.mail_username().isEmpty()));
        boolean tls = config.mail_use_tls();
        out.put("mail.smtp.ssl.enable", Boolean.toString(tls && port == PORT_OF_TLS));
        out.put("mail.smtp.starttls.enable", Boolean.toString(tls && port != PORT_OF_TLS));
        out.put("mail.smtp.starttls.required", Boolean.toString(tls && port != PORT_OF_TLS));
        out.put("mail.smtp.ssl.checkserveridentity", "true");
        for (String name : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            out.put("mail.smtp." + name, TIMEOUT_MS);
        }
        return out;
    }

    private static Authenticator authenticator(NotifyConfig config) {
        PasswordAuthentication account = new PasswordAuthentication(config.mail_username(), config.mail_password());
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return account;
            }
        };
    }

    @Override
    public SendResult send(OutgoingMessage message) {
        Optional<String> to = message.receiver().email();
        if (to.isEmpty()) {
            return SendResult.refused("the receiver has no mail address");
        }
        InternetAddress address;
        try {
            address = new InternetAddress(to.get(), true);
        } catch (AddressException e) {
            return SendResult.refused("the address is none that mails can be sent to");
        }
        try {
            return handOver(mail(address, message), address);
        } catch (MessagingException e) {
            return SendResult.failed(
                    "the mail server cannot be used: " + e.getClass().getSimpleName());
        }
    }

    private MimeMessage mail(InternetAddress to, OutgoingMessage message) throws MessagingException {
        MimeMessage out = new MimeMessage(session);
        out.setFrom(from);
        out.setRecipient(Message.RecipientType.TO, to);
        out.setSubject(oneLine(message.title()), StandardCharsets.UTF_8.name());
        out.setSentDate(Date.from(Instant.now()));
        if (message.html().isPresent()) {
            out.setText(message.html().get(), StandardCharsets.UTF_8.name(), "html");
        } else {
            out.setText(message.text(), StandardCharsets.UTF_8.name());
        }
        return out;
    }

    /** Only what keeps every mail from leaving is a failure: anybody may name a receiver that the server does not take. */
    private static SendResult handOver(MimeMessage mail, InternetAddress to) throws MessagingException {
        try {
            Transport.send(mail, new Address[] {to});
            return SendResult.sent();
        } catch (SendFailedException e) {
            if (isOfEveryMail(e)) {
                return SendResult.failed("the mail server takes no mails now");
            }
            return e.getInvalidAddresses() != null && e.getInvalidAddresses().length > 0
                    ? SendResult.refused("the mail server does not take the address")
                    : SendResult.deferred("the mail server did not take the mail");
        }
    }

    /** All mails have the same sender, and a server that closes does so for all of them. */
    private static boolean isOfEveryMail(SendFailedException refusal) {
        if (refusal instanceof SMTPSendFailedException answer) {
            return answer.getReturnCode() == CLOSING || answer.getCommand().startsWith("MAIL");
        }
        return refusal.getNextException() instanceof SMTPAddressFailedException answer
                && answer.getReturnCode() == CLOSING;
    }

    /** A line break in a subject would begin another header. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }
}
