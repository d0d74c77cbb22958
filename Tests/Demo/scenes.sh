#!/usr/bin/env bash
# What the demo shows: scenes.sh DIRECTORY real|local; started by demo.sh.
#
# Starts everything that leadkeeper lives with, looks at it as a sysadmin would, and stops it again. With `real` it has a network of
# its own, where Microsoft's names can lead to the simulator; with `local` it uses names under .localhost and free ports.
set -euo pipefail
directory=$1 hosts=$2
demo=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$demo/../.." && pwd)
# shellcheck source=processes.sh
. "$demo/processes.sh"

cat >"$directory/environment" <<END
export PATH=${BUILT:-$root/.build/programs/release}:$demo:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=$directory/home XDG_DATA_HOME=$directory/data XDG_RUNTIME_DIR=$directory/run
export DBUS_SESSION_BUS_ADDRESS=unix:path=$directory/bus KEYRING=$directory/run/keyring.sock
export CONFIGURATION_DIRECTORY=$directory/configuration STATE_DIRECTORY=$directory/state RUNTIME_DIRECTORY=$directory/run
END
# shellcheck source=/dev/null
. "$directory/environment"
cd "$directory"
mkdir -m 700 home data run state cloud mail
cp -r "$demo/configuration" .

# MARK: Microsoft's cloud and a mail server

sed -i "s|@DIRECTORY@|$directory|" "$CONFIGURATION_DIRECTORY/leadkeeper.conf"
sed "s|@YESTERDAY@|$(date -u -d yesterday +%FT00:00:00Z)|" "$demo/world.json" >world.json
mail_name=mail.contoso.com https_port=443 mail_port=587
if [[ $hosts == real ]]; then
    ip link set lo up
    hostname gate.contoso.com
    cat >hosts <<END
127.0.0.1 localhost $mail_name login.microsoftonline.com
127.0.0.1 contoso.crm4.dynamics.com fabrikam.crm4.dynamics.com northwind.crm4.dynamics.com tailspin.crm4.dynamics.com
END
    mount --bind hosts /etc/hosts
else
    mail_name=mail.localhost https_port=0 mail_port=0
    sed -i 's/crm4.dynamics.com/localhost/; s/login.microsoftonline.com/login.localhost/' world.json
fi

step "start the simulated cloud of Microsoft, Entra ID and four environments of Dynamics 365, on loopback TLS"
start cloud leadkeeper-simulator --world world.json --port "$https_port" --directory cloud --hostility 0
await test -s cloud/ready.json

step "start a mail server, with STARTTLS and a login"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout mail.key -out mail.pem -days 2 \
    -subj "/CN=$mail_name" -addext "subjectAltName=DNS:$mail_name" 2>openssl.log
cat cloud/ca.pem mail.pem >authorities.pem
# It ends when its standard input does; a FIFO that is open for writing too has no end.
mkfifo endless
start mail /usr/bin/python3 -u "$root/Tests/Simulators/mail-server.py" --directory mail --port "$mail_port" \
    --certificate mail.pem --key mail.key --require-starttls \
    --user leadkeeper@contoso.com --password "demo password of the mail server" <>endless
await test -s mail.log

if [[ $hosts == local ]]; then
    https_port=$(sed 's/.*"port":\([0-9]*\).*/\1/' cloud/ready.json)
    mail_port=$(head -n 1 mail.log)
    sed -i "s/crm4.dynamics.com/localhost:$https_port/" "$CONFIGURATION_DIRECTORY"/connections/*.conf
    sed -i "s/mail.contoso.com:587/$mail_name:$mail_port/" "$CONFIGURATION_DIRECTORY/leadkeeper.conf"
    printf '\n[Entra]\nLoginEndpoint=https://login.localhost:%s\n' "$https_port" >>"$CONFIGURATION_DIRECTORY/leadkeeper.conf"
fi

# MARK: The keyring and leadkeeper

step "start a private D-Bus and gnome-keyring on it, unlocked with a password of its own"
sed "s|/run/leadkeeper-bus/bus|$directory/bus|" "$root/systemd/bus.conf" >bus.conf
start bus dbus-daemon --config-file=bus.conf --nofork --nopidfile
await test -S bus
start gnome-keyring gnome-keyring-daemon --foreground --unlock --components=secrets < <(head -c 24 /dev/urandom | base64 -w 0)
await gdbus wait --session --timeout 1 org.freedesktop.secrets

step "start leadkeeper's two processes: the keyring worker, and the daemon"
start keyring leadkeeper keyring --keyring "$KEYRING"
await test -S "$KEYRING"
start daemon leadkeeper run --keyring "$KEYRING"
await leadkeeper status

# Whether each connection has been tried once.
all_tried() {
    local table
    table=$(leadkeeper status) && [[ $table != *"not tried yet"* ]]
}

# Whether the mail server has taken a notice of a connection: is_told NAME.
is_told() {
    [[ $(leadkeeper notices "$1") == *accepted* ]]
}

step "store the secrets in the keyring"
show leadkeeper secret set @mail --expires never <<<"demo password of the mail server"
show leadkeeper secret set contoso --expires "$(date -d '200 days' +%F)" <<<"demo~client-secret~of~contoso"
show leadkeeper secret set fabrikam --issued "$(date -d '84 days ago 6 hours' +%FT%T%:z)" <<<"demo password of fabrikam"
show leadkeeper secret set northwind --issued "$(date -d '2 years ago' +%F)" --lapsed --expires "$(date -d yesterday +%F)" \
    <<<"demo~client-secret~of~northwind"
show leadkeeper secret set tailspin --issued "$(date -d '60 days ago' +%F)" --expires "$(date -d '300 days' +%F)" \
    <<<"demo~client-secret~of~tailspin"
await all_tried
await is_told fabrikam

# MARK: What a sysadmin sees

scene "show what is watched, when it expires, whether it works, and what comes next"
show leadkeeper status

scene "prove one connection now, as Microsoft's marketplace would use it; then one whose secret Entra refuses"
show leadkeeper probe contoso
show leadkeeper probe tailspin || true

scene "store a wrong secret by mistake: it is tried first, and the one in use stays"
show leadkeeper secret set contoso --issued "$(date -d '60 days ago' +%F)" --expires "$(date -d '300 days' +%F)" \
    <<<"demo~another~client-secret" || true

scene "show who was told, and the text of the mail"
show leadkeeper notices fabrikam
show mail-text "$(grep -l '^Subject: .*fabrikam' mail/*.eml | head -n 1)"

scene "publish the status page, metrics and a calendar, as files that need no server"
printf '\n[Publish]\nDirectory=%s/published\n' "$directory" >>"$CONFIGURATION_DIRECTORY/leadkeeper.conf"
show leadkeeper reload
await test -s published/status.html
show ls published
# What `make pictures` makes pictures of.
if [[ -n ${PICTURES:-} ]]; then
    cp published/status.html "$PICTURES/page.html"
    cp "$(grep -l '^Subject: .*fabrikam' mail/*.eml | head -n 1)" "$PICTURES/mail.eml"
fi

scene "show the keyring's item as any other tool sees it (this secret is the demo's own, made up)"
show secret-tool search --all connection contoso 2>&1

scene "show what the daemon told the journal"
show cat daemon.log

if [[ -n ${KEEP:-} ]]; then
    scene "stay up until Ctrl-C; look around from another terminal with"
    cat <<END

    $directory/shell    a shell inside the demo, where leadkeeper and secret-tool work
    $directory/shell leadkeeper status contoso
    $directory/shell leadkeeper history
    $directory/shell less daemon.log
END
    start keep sleep infinity
    wait "${pids[-1]}"
fi

scene "stop everything"
stop
echo "nothing is left behind"
